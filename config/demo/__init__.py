"""`make demo`: the whole product on one machine, with people in it and a story that plays."""

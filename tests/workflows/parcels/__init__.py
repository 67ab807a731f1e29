"""A toy app that proves the engine needs no mentoring: parcels are packed, sent and delivered."""

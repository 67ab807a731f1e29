"""The portal: server-rendered pages for everybody, in two languages, that work without a script."""

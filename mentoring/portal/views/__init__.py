"""One file per subject: fetch what may be seen, let a presenter word it, render."""

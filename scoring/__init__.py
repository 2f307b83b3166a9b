"""Facts to indicators to points to a grade and its consequences; the score cards themselves are in `workflows/`."""

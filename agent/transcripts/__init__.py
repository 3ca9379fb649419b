"""Transcripts: kept, folded, exported, read back and replayed."""

"""A document on the desk of somebody who works on it: commands in, a checked and saved table out."""

"""The translators' web page: a picture of a Report. Nothing here computes."""

"""Own components of the page: one JavaScript and one style file each, no build step."""

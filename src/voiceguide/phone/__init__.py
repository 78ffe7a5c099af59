"""Everything for phones: a page that plays a routine, and a site and a feed that hand it over."""

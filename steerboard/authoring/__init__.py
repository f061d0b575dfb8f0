"""KPIs of one's own: the page that defines them, their versions, and the files that they are kept in."""

"""The director's page: the company, or the region that its reader leads."""

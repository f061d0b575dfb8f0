"""SQL as a tree: values, named nodes and shapes of queries. What differs between stores has a name here."""

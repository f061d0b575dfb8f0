"""Settings, urls and the command line: knows everyone, is known by no one."""

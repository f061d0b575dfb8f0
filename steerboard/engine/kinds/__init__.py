"""The kinds of measure. Each file is one kind: how it is written, which parts it reads, how a cell follows."""

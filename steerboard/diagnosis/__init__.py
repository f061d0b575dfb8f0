"""Why a figure is as it is: the links of the chain, peers, and bridges between two days."""

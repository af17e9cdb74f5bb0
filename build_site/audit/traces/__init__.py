"""No trace of a hidden figure in any finished file.

Every file is read as a stranger would, and what it tells is held against the cells that the API calls suppressed. Every kind
of file has a reader; one that no reader knows is a fault.
"""

// cargo wants a target of a package; this one has nothing in it.

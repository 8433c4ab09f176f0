// What lwIP takes instead of malloc: short packets (neighbours, groups) and whole ones.
LWIP_MALLOC_MEMPOOL_START
LWIP_MALLOC_MEMPOOL(8, 256)
LWIP_MALLOC_MEMPOOL(8, 1616)
LWIP_MALLOC_MEMPOOL_END

// What lwIP takes instead of malloc: short packets (neighbours, groups) and whole ones.
LWIP_MALLOC_MEMPOOL_START
#ifdef MOTE_TCP
// Of each connection what was sent is kept until it is acknowledged: two whole packets, or four short ones.
LWIP_MALLOC_MEMPOOL(8 + 2 * MPS2_STREAMS, 256)
LWIP_MALLOC_MEMPOOL(8 + 2 * MPS2_STREAMS, 1616)
#else
LWIP_MALLOC_MEMPOOL(8, 256)
LWIP_MALLOC_MEMPOOL(8, 1616)
#endif
LWIP_MALLOC_MEMPOOL_END

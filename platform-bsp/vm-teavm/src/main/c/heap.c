// The heap, exactly as large as the image needs it.
#include <stdalign.h>
#include <stddef.h>

alignas(8) char mote_heap[MOTE_HEAP_BYTES];
const size_t mote_heap_bytes = sizeof mote_heap;

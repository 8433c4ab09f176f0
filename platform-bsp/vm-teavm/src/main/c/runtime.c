// The runtime of every board: an allocator that only gives, and what arrays need.
#include "board.h"
#include "core.h"
#include <stdarg.h>

// The heap is in a file of its own, heap.c: how large it must be is known when this one is compiled.
extern char mote_heap[];
extern const size_t mote_heap_bytes;

// Where a sanitizer watches, there is something between objects that nobody may touch.
#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#define MOTE_RED_ZONE 16
#else
#define MOTE_RED_ZONE 0
#define ASAN_POISON_MEMORY_REGION(from, length) ((void) (from), (void) (length))
#endif

static size_t mote_used;
static int32_t mote_sealed;

const TeaVM_Class mote_references = {.size = sizeof(mote_ref)};

// The heap starts as zeros and nothing is ever given back. A fault is of the code that asked; its
// address is what the heap would have to hold.
__attribute__((always_inline)) static inline void* give(size_t size, uintptr_t code) {
    // No processor here needs more than the alignment of a reference, not even for 64-bit numbers.
    size_t room = (size + sizeof(mote_ref) - 1) & ~(sizeof(mote_ref) - 1);
    if (MOTE_RED_ZONE > 0) {
        room = (room + 7) / 8 * 8 + MOTE_RED_ZONE;
    }
    if (mote_sealed || room > mote_heap_bytes - mote_used) {
        mote_fault_at(mote_sealed ? MOTE_FAULT_SEALED : MOTE_FAULT_HEAP, code, mote_used + room);
    }
    void* given = mote_heap + mote_used;
    mote_used += room;
    ASAN_POISON_MEMORY_REGION((char*) given + size, room - size);
    return given;
}

void* mote_bytes(size_t size) { return give(size, (uintptr_t) __builtin_return_address(0)); }

// The end of boot.
void mote_seal(void) { mote_sealed = 1; }
int32_t mote_is_sealed(void) { return mote_sealed; }
// The first one restarts the device: it is counted in the record.
int32_t mote_allocations_after_seal(void) { return mote_last_fault() == MOTE_FAULT_SEALED; }
int32_t mote_heap_used(void) { return (int32_t) mote_used; }

TeaVM_Array* mote_new_array(const TeaVM_Class* cls, int32_t length) {
    uintptr_t code = (uintptr_t) __builtin_return_address(0);
    size_t item = cls->size;
    if (length < 0) {
        mote_fault_at(MOTE_FAULT_BOUNDS, code, 0);
    }
    size_t head = (sizeof(TeaVM_Array) + item - 1) / item * item;
    // More than any heap holds is as much as the heap.
    size_t data = (size_t) length > mote_heap_bytes / item ? mote_heap_bytes : (size_t) length * item;
    TeaVM_Array* array = give(head + data, code);
    MOTE_SET(array->parent.cls, cls);
    array->size = length;
    return array;
}

void mote_arraycopy(void* from, int32_t fromAt, void* to, int32_t toAt, int32_t length) {
    TeaVM_Array* a = from;
    TeaVM_Array* b = to;
    if ((fromAt | toAt | length) < 0 || length > a->size - fromAt || length > b->size - toAt) {
        MOTE_FAIL(MOTE_FAULT_BOUNDS);
    }
    if (a->parent.cls != b->parent.cls) {
        MOTE_FAIL(MOTE_FAULT_CAST);
    }
    size_t item = TEAVM_CLASS_OF(a)->size;
    size_t head = (sizeof(TeaVM_Array) + item - 1) / item * item;
    memmove((char*) b + head + (size_t) toAt * item, (char*) a + head + (size_t) fromAt * item,
            (size_t) length * item);
}

#define MOTE_FILL(name, type, passed) \
    void* name(void* array, ...) { \
        type* data = TEAVM_ARRAY_DATA(array, type); \
        va_list args; \
        va_start(args, array); \
        for (int32_t i = 0; i < TEAVM_ARRAY_LENGTH(array); i++) { \
            data[i] = (type) va_arg(args, passed); \
        } \
        va_end(args); \
        return array; \
    }

void* teavm_fillArray(void* array, ...) {
    mote_ref* data = TEAVM_ARRAY_DATA(array, mote_ref);
    va_list args;
    va_start(args, array);
    for (int32_t i = 0; i < TEAVM_ARRAY_LENGTH(array); i++) {
        MOTE_SET(data[i], va_arg(args, void*));
    }
    va_end(args);
    return array;
}
MOTE_FILL(teavm_fillBooleanArray, int8_t, int)
MOTE_FILL(teavm_fillByteArray, int8_t, int)
MOTE_FILL(teavm_fillShortArray, int16_t, int)
MOTE_FILL(teavm_fillCharArray, char16_t, int)
MOTE_FILL(teavm_fillIntArray, int32_t, int)
MOTE_FILL(teavm_fillLongArray, mote_wide, int64_t)

// What generated C expects of its runtime, for a device: objects are made at boot and never freed,
// nothing is thrown, and what fails a check stops the program.
#pragma once
#include "fault.h"
#include <stdalign.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uint16_t mote_char;
#define char16_t mote_char

// 64 bits in an object: no processor here asks for more than the alignment of a word.
typedef int64_t mote_wide __attribute__((aligned(4)));

// What a class's table of methods begins with: bytes of an object, or of an item of an array, and
// where the class stands among all, for questions what it extends.
typedef struct TeaVM_Class {
    uint16_t size;
    uint16_t tag;
} TeaVM_Class;

// A reference in an object or an array. Where pointers have 64 bits it has 32 all the same: an image
// is linked, with its heap, to addresses below 4 GB (-no-pie).
#if UINTPTR_MAX > UINT32_MAX
typedef uint32_t mote_ref;
#define MOTE_GET(ref) ((void*) (uintptr_t) (ref))
#define MOTE_SET(ref, to) ((ref) = (mote_ref) (uintptr_t) (to))
#else
typedef void* mote_ref;
#define MOTE_GET(ref) (ref)
#define MOTE_SET(ref, to) ((ref) = (to))
#endif

typedef struct TeaVM_Object {
    mote_ref cls;
} TeaVM_Object;

#if UINTPTR_MAX > UINT32_MAX
// C initialises no 32 bits with an address, but 64: the class and, above it, the number beside it.
typedef const char* mote_both __attribute__((aligned(4)));
#define MOTE_PAIR(number) \
    union { \
        struct { \
            TeaVM_Object parent; \
            int32_t number; \
        }; \
        mote_both both; \
    }
#define MOTE_PAIR_OF(c, number, n) .both = (const char*) &(c) + (int64_t) ((uint64_t) (uint32_t) (n) << 32)
#else
#define MOTE_PAIR(number) \
    struct { \
        TeaVM_Object parent; \
        int32_t number; \
    }
#define MOTE_PAIR_OF(c, number, n) .parent = {.cls = (void*) &(c)}, .number = (n)
#endif

typedef struct TeaVM_Array {
    MOTE_PAIR(size);
} TeaVM_Array;

typedef struct TeaVM_String {
    MOTE_PAIR(hashCode);
    TeaVM_Array* characters;
} TeaVM_String;

// A failed check does not return. On ARM it is an instruction of two bytes, whose number the handler
// of the fault reads out of it.
#if defined(__thumb__)
#define MOTE_FAIL(reason) \
    do { \
        __asm__ volatile("udf %0" ::"i"(reason)); \
        __builtin_unreachable(); \
    } while (0)
#else
#define MOTE_FAIL(reason) mote_fault(reason)
#endif

extern void* mote_bytes(size_t size);

// Bytes that a null reference can reach, guarded by hardware; no object is larger.
#define MOTE_NULL_BYTES 512
#define MOTE_SIZE(type) \
    ((int32_t) sizeof(type) \
            + 0 * (int32_t) sizeof(struct { \
                  int unused; \
                  _Static_assert(sizeof(type) <= MOTE_NULL_BYTES, "larger than what null guards"); \
              }))

// What would be an object of a class that has none.
#define MOTE_NEVER(ptr) \
    __extension__({ \
        (void) (ptr); \
        MOTE_FAIL(MOTE_FAULT_NULL); \
        (void*) 0; \
    })

#define TEAVM_AS(ptr, type) ((type*) (ptr))
#define TEAVM_CLASS_OF(obj) ((const TeaVM_Class*) MOTE_GET(((const TeaVM_Object*) (obj))->cls))
#define TEAVM_VTABLE(obj, type) ((const type*) TEAVM_CLASS_OF(obj))
#define TEAVM_METHOD(obj, type, method) (TEAVM_VTABLE(obj, type)->method)
#define TEAVM_FIELD(ptr, type, name) (TEAVM_AS(ptr, type)->name)
#define TEAVM_ALIGN(addr, alignment) \
    ((void*) (((uintptr_t) (addr) + ((alignment) - 1)) / (alignment) * (alignment)))
#define TEAVM_ARRAY_LENGTH(array) (((TeaVM_Array*) (array))->size)
// Where data of a type starts: behind the head, at the type's alignment.
#define MOTE_ARRAY_OFFSET(type) \
    ((sizeof(TeaVM_Array) + sizeof(type) - 1) / sizeof(type) * sizeof(type))
#define TEAVM_ARRAY_DATA(array, type) ((type*) ((char*) (array) + MOTE_ARRAY_OFFSET(type)))
#define TEAVM_ARRAY_DATAN(array, type) ((array) != NULL ? TEAVM_ARRAY_DATA(array, type) : NULL)
#define TEAVM_ARRAY_AT(array, type, index) (TEAVM_ARRAY_DATA(array, type)[index])

#define TEAVM_TO_BYTE(i) ((int32_t) (int8_t) (i))
#define TEAVM_TO_SHORT(i) ((int32_t) (int16_t) (i))
#define TEAVM_TO_CHAR(i) ((char16_t) (i))

#define TEAVM_ALLOC_STACK(sz) ((void) 0)
#define TEAVM_RELEASE_STACK ((void) 0)
#define TEAVM_GC_ROOT(index, ptr) ((void) 0)
#define TEAVM_GC_ROOT_RELEASE(index) ((void) 0)
#define TEAVM_CALL_SITE(id) ((void) 0)
#define TEAVM_WITH_CALL_SITE_ID(id, expr) (expr)
#define TEAVM_UNREACHABLE __builtin_unreachable();
#define teavm_gc_writeBarrier(object) ((void) 0)
#define teavm_registerStaticGcRoots(roots, count) ((void) 0)
#define teavm_initializeClass(cls, initializer) ((void) 0)

// Address 0 is guarded by hardware.
#define teavm_nullCheck(o) (o)

static inline void* mote_thrown(void) { MOTE_FAIL(MOTE_FAULT_THROWN); }

static inline int32_t teavm_checkBounds(int32_t index, const void* array) {
    if ((uint32_t) index >= (uint32_t) TEAVM_ARRAY_LENGTH(array)) {
        MOTE_FAIL(MOTE_FAULT_BOUNDS);
    }
    return index;
}
static inline int32_t teavm_checkLowerBound(int32_t index) {
    if (index < 0) {
        MOTE_FAIL(MOTE_FAULT_BOUNDS);
    }
    return index;
}
static inline int32_t teavm_checkUpperBound(int32_t index, const void* array) {
    if (index >= TEAVM_ARRAY_LENGTH(array)) {
        MOTE_FAIL(MOTE_FAULT_BOUNDS);
    }
    return index;
}

static inline int32_t teavm_compare_i32(int32_t a, int32_t b) { return (a > b) - (a < b); }
static inline int32_t teavm_compare_i64(int64_t a, int64_t b) { return (a > b) - (a < b); }
static inline int32_t teavm_compare_u32(int32_t a, int32_t b) {
    return ((uint32_t) a > (uint32_t) b) - ((uint32_t) a < (uint32_t) b);
}
static inline int32_t teavm_compare_u64(int64_t a, int64_t b) {
    return ((uint64_t) a > (uint64_t) b) - ((uint64_t) a < (uint64_t) b);
}

// Java divides the smallest number by -1 without a fault, and faults for 0.
static inline int32_t mote_divide(int32_t a, int32_t b) {
    if (b == 0) {
        MOTE_FAIL(MOTE_FAULT_DIVISION);
    }
    return b == -1 ? -a : a / b;
}
static inline int32_t mote_remainder(int32_t a, int32_t b) {
    if (b == 0) {
        MOTE_FAIL(MOTE_FAULT_DIVISION);
    }
    return b == -1 ? 0 : a % b;
}
static inline int64_t mote_divide_long(int64_t a, int64_t b) {
    if (b == 0) {
        MOTE_FAIL(MOTE_FAULT_DIVISION);
    }
    return b == -1 ? -a : a / b;
}
static inline int64_t mote_remainder_long(int64_t a, int64_t b) {
    if (b == 0) {
        MOTE_FAIL(MOTE_FAULT_DIVISION);
    }
    return b == -1 ? 0 : a % b;
}

static inline int32_t teavm_instanceof(
        const void* obj, const void* cls, int32_t (*fn)(TeaVM_Class*, TeaVM_Class*)) {
    return obj != NULL && fn((TeaVM_Class*) cls, (TeaVM_Class*) TEAVM_CLASS_OF(obj));
}
static inline void* teavm_checkcast(
        void* obj, const void* cls, int32_t (*fn)(TeaVM_Class*, TeaVM_Class*)) {
    if (obj != NULL && !fn((TeaVM_Class*) cls, (TeaVM_Class*) TEAVM_CLASS_OF(obj))) {
        MOTE_FAIL(MOTE_FAULT_CAST);
    }
    return obj;
}

// One class stands for all arrays of references: the compiler refuses whatever would ask for more.
extern const TeaVM_Class mote_references;
#define teavm_getArrayClass(itemType) ((TeaVM_Class*) &mote_references)

static inline void* mote_new(const TeaVM_Class* cls) {
    TeaVM_Object* object = mote_bytes(cls->size);
    MOTE_SET(object->cls, cls);
    return object;
}
extern TeaVM_Array* mote_new_array(const TeaVM_Class* cls, int32_t length);
extern void mote_arraycopy(void* from, int32_t fromAt, void* to, int32_t toAt, int32_t length);

extern void* teavm_fillArray(void* array, ...);
extern void* teavm_fillBooleanArray(void* array, ...);
extern void* teavm_fillByteArray(void* array, ...);
extern void* teavm_fillShortArray(void* array, ...);
extern void* teavm_fillCharArray(void* array, ...);
extern void* teavm_fillIntArray(void* array, ...);
extern void* teavm_fillLongArray(void* array, ...);

#define MOTE_HEAD(c, n) {MOTE_PAIR_OF(c, size, n)}
#define TEAVM_STRING(length, hash, s) \
    (TeaVM_String*) &(const TeaVM_String) { \
        MOTE_PAIR_OF(jl_String_Cls, hashCode, INT32_C(hash)), \
        .characters = (TeaVM_Array*) &(const struct { TeaVM_Array hdr; char16_t data[(length) + 1]; }) { \
            .hdr = MOTE_HEAD(Arr_C_Cls, length), .data = s } \
    }
#define TEAVM_STRING_FROM_CODES(length, hash, ...) \
    (TeaVM_String*) &(const TeaVM_String) { \
        MOTE_PAIR_OF(jl_String_Cls, hashCode, INT32_C(hash)), \
        .characters = (TeaVM_Array*) &(const struct { TeaVM_Array hdr; char16_t data[(length) + 1]; }) { \
            .hdr = MOTE_HEAD(Arr_C_Cls, length), .data = {__VA_ARGS__} } \
    }

#define meth_otr_Allocator_allocate(cls) mote_new((const TeaVM_Class*) (cls))
#define meth_otr_Allocator_allocateArray(cls, n) mote_new_array((const TeaVM_Class*) (cls), n)
#define meth_jl_System_arraycopy mote_arraycopy
#define meth_jl_System_fastArraycopy mote_arraycopy
#define meth_otr_ExceptionHandling_throwException(e) ((void) (e), (void) mote_thrown())

// Methods that C has in a faster form than the one made of Java. A name defined here is what Java's calls become; Java's own
// stays in reserve as java_NAME, and the linker drops it. Each takes the same arguments, gives the same results and checks the
// same bounds: the self-test compares their lines with those of a JVM, which runs the Java. TeaVM must not have put the Java
// into its caller: it does so with straight code, and with short code that is called from one place.
#pragma once
#include "core.h"

#ifndef MOTE_NO_FAST
extern void mote_sha256_rounds(TeaVM_Array* h, TeaVM_Array* w);
#define meth_omsc_Sha256_rounds mote_sha256_rounds
extern void mote_sha256_load(TeaVM_Array* from, int32_t at, TeaVM_Array* w);
#define meth_omsc_Sha256_loadBlock mote_sha256_load
extern void mote_aes_encrypt(TeaVM_Array* schedule, TeaVM_Array* in, int32_t inAt, TeaVM_Array* out, int32_t outAt);
#define meth_omsc_Aes128_encrypt mote_aes_encrypt
extern void mote_ccm_crypt(
        TeaVM_Array* schedule, TeaVM_Array* blocks, TeaVM_Array* data, int32_t at, int32_t length, int32_t how);
#define meth_omsc_AesCcm_crypt mote_ccm_crypt

#if defined(__ARM_FEATURE_DSP) && __ARM_ARCH >= 7
#define MOTE_P256 "fast_p256_umaal.c"
#elif defined(__SIZEOF_INT128__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define MOTE_P256 "fast_p256_wide.c"
#endif

#ifdef MOTE_P256
extern void mote_p256_multiply(TeaVM_Array* x, TeaVM_Array* y, TeaVM_Array* z);
#define meth_omsc_P256Product_multiply mote_p256_multiply
extern void mote_p256_square(TeaVM_Array* x, TeaVM_Array* z);
#define meth_omsc_P256Product_square mote_p256_square
extern void mote_p256_add(TeaVM_Array* x, TeaVM_Array* y, TeaVM_Array* z);
#define meth_omsc_P256Product_add mote_p256_add
extern void mote_p256_subtract(TeaVM_Array* x, TeaVM_Array* y, TeaVM_Array* z);
#define meth_omsc_P256Product_subtract mote_p256_subtract
extern void mote_p256_halve(TeaVM_Array* x);
#define meth_omsc_P256Product_halve mote_p256_halve
extern void mote_p256_negate_masked(TeaVM_Array* x, int32_t mask);
#define meth_omsc_P256Field_negateMasked mote_p256_negate_masked
#endif
extern void mote_p256_pick(TeaVM_Array* table, int32_t from, int32_t entries, int32_t index, TeaVM_Array* out);
#define meth_omsc_P256Point_pick mote_p256_pick
#endif

// Methods that C has in a faster form than the one made of Java. A name defined here is what Java's calls become; Java's own
// stays in reserve as java_NAME, and the linker drops it. Each takes the same arguments, gives the same results and checks the
// same bounds: the self-test compares their lines with those of a JVM, which runs the Java.
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
#endif

// Our own few lines of what a native sees of a VM, for builds without MicroEJ's SDK; with it, the SDK's file of
// this name is used and this folder stays off the include path. Only the names that port.c needs.
#pragma once
#include <stdint.h>

typedef int8_t jboolean;
typedef int8_t jbyte;
typedef int16_t jshort;
typedef uint16_t jchar;
typedef int32_t jint;
typedef int64_t jlong;

// Items of an array that a native was given.
extern int32_t SNI_getArrayLength(void* array);

// What a device says of itself, in the words of every board that has a console.
#pragma once
#include <stdint.h>

// The longest of these lines, with the zero behind it.
#define MOTE_LINE 160

// An event of LogEvent as a line, with its end; returns where it ends.
extern char* mote_event_words(char* line, int32_t event, int64_t a, int64_t b, int64_t c);

// Names of BoardNatives.figure, in its order: the first are those of `mote status`, the rest only of the console.
#define MOTE_FIGURES 57
#define MOTE_STATUS_FIGURES 54
extern const char* const mote_figure_names[MOTE_FIGURES];

// Pieces of a line; each returns where it ends, and there is a zero.
extern char* mote_put(char* at, const char* text);
extern char* mote_put_number(char* at, int64_t value);

// The recording in the image itself, for a board without files: MOTE_REPLAY names it.
#include <stddef.h>
#include <stdint.h>

__asm__(".section .rodata.recording,\"a\"\n.global mote_replay_from\nmote_replay_from:\n.incbin \"" MOTE_REPLAY
        "\"\n.global mote_replay_end\nmote_replay_end:\n.previous\n");
extern const uint8_t mote_replay_from[], mote_replay_end[];

extern const uint8_t* mote_recording(size_t* length);
const uint8_t* mote_recording(size_t* length) {
    *length = (size_t) (mote_replay_end - mote_replay_from);
    return mote_replay_from;
}

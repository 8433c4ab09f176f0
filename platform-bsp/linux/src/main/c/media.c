// The media processor of --media: a process, whose standard input and output are the wire. It ends when they do, and with
// the device.
#define _GNU_SOURCE
#include "natives.h"
#include "linux.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#define M(name) Java_org_mattermote_bsp_natives_MediaNatives_##name

#define FIRST_BACK_OFF 1000
#define LONGEST_BACK_OFF 30000

static int to = -1;
static int64_t due;
static int32_t backOff = FIRST_BACK_OFF;

int32_t M(there)(void) { return mote_media_command != NULL; }

static void start(void) {
    int in[2], out[2];
    if (pipe2(in, O_CLOEXEC) != 0) {
        return;
    }
    if (pipe2(out, O_CLOEXEC) != 0) {
        close(in[0]);
        close(in[1]);
        return;
    }
    // Nobody asks what became of it: its pipes say that it has ended.
    signal(SIGCHLD, SIG_IGN);
    pid_t child = fork();
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        signal(SIGPIPE, SIG_DFL);
        signal(SIGCHLD, SIG_DFL);
        dup2(in[0], 0);
        dup2(out[1], 1);
        // The shell becomes the process itself.
        execl("/bin/sh", "sh", "-c", "eval \"exec $0\"", mote_media_command, (char*) NULL);
        _exit(127);
    }
    close(in[0]);
    close(out[1]);
    to = in[1];
    mote_media_from = out[0];
    fcntl(to, F_SETFL, O_NONBLOCK);
    fcntl(mote_media_from, F_SETFL, O_NONBLOCK);
}

static int32_t ended(void) {
    close(to);
    close(mote_media_from);
    to = mote_media_from = -1;
    due = mote_millis() + backOff;
    backOff = 2 * backOff < LONGEST_BACK_OFF ? 2 * backOff : LONGEST_BACK_OFF;
    mote_console("mote: media processor ended; it is started again\n");
    return FAILED;
}

static int lives(void) {
    if (to < 0 && mote_media_command != NULL && mote_millis() >= due) {
        start();
    }
    return to >= 0;
}

int32_t M(read)(int8_t* buffer, int32_t offset, int32_t capacity) {
    if (!lives()) {
        return FAILED;
    }
    ssize_t n = read(mote_media_from, buffer + offset, (size_t) capacity);
    if (n > 0) {
        backOff = FIRST_BACK_OFF;
        return (int32_t) n;
    }
    return n < 0 && errno == EAGAIN ? NONE : ended();
}

int32_t M(write)(int8_t* bytes, int32_t offset, int32_t length) {
    if (!lives()) {
        return FAILED;
    }
    ssize_t n = write(to, bytes + offset, (size_t) length);
    return n >= 0 ? (int32_t) n : errno == EAGAIN ? 0 : ended();
}

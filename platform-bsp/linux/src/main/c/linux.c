// The natives of a native image on Linux: the loop, clocks, the console, who asks how the device is.
#define _GNU_SOURCE
#include "natives.h"
#include "linux.h"
#include "reset.h"
#include "words.h"
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define REFUSED 2
#define FAULT 70

#define STOP 1
#define BUTTON 2
#define STATUS 4

static const char* folder;
static const char* label = "";
static const char* hostName = "";
const char* mote_media_command;
int mote_media_from = -1;

_Noreturn void mote_refuse(const char* name, const char* what) {
    const char* parts[] = {"mote: ", name, " ", what, "\n"};
    char line[2048];
    size_t length = 0;
    for (int i = 0; i < 5; i++) {
        size_t more = strlen(parts[i]);
        more = more < sizeof line - length ? more : sizeof line - length;
        memcpy(line + length, parts[i], more);
        length += more;
    }
    if (write(2, line, length) < 0) {
        // Nobody is left to be told.
    }
    exit(REFUSED);
}

// ---- Time, randomness, console ------------------------------------------------------------------

static int64_t startMillis;

static int64_t monotonic(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t) t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t mote_millis(void) { return monotonic() - startMillis; }

int64_t N(millis)(void) { return mote_millis(); }

// From 1970 to 2000, seconds.
#define EPOCH 946684800LL

int64_t N(epochMicros)(void) {
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return ((int64_t) t.tv_sec - EPOCH) * 1000000 + t.tv_nsec / 1000;
}

int32_t N(entropy)(int8_t* out, int32_t offset, int32_t length) {
    return getrandom(out + offset, (size_t) length, 0) == length ? OK : FAILED;
}

int32_t N(log)(int32_t event, int64_t a, int64_t b, int64_t c) {
    char line[MOTE_LINE];
    mote_event_words(line, event, a, b, c);
    mote_console(line);
    return OK;
}

// ---- Who asks how the device is -----------------------------------------------------------------

#define ASKERS 4
#define SOCKET_NAME "mattermote.sock"

static int listening = -1;
static int askers[ASKERS];
static int askerCount;
static int counted;
static char told[512];
static char* toldAt = told;

// By way of the folder's descriptor: the path of a Unix socket is short, that of a folder may not be.
static void openStatus(void) {
    struct sockaddr_un own = {.sun_family = AF_UNIX};
    unlinkat(mote_folder, SOCKET_NAME, 0);
    mote_put(mote_put_number(mote_put(own.sun_path, "/proc/self/fd/"), mote_folder),
            "/" SOCKET_NAME);
    listening = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (listening < 0 || bind(listening, (struct sockaddr*) &own, sizeof own) != 0
            || listen(listening, ASKERS) != 0) {
        mote_console("mote: " SOCKET_NAME " cannot be opened; status will not answer\n");
        close(listening);
        listening = -1;
    }
}

static void closeStatus(void) {
    if (listening >= 0) {
        unlinkat(mote_folder, SOCKET_NAME, 0);
    }
}

static int32_t accepted(void) {
    while (askerCount < ASKERS) {
        int asker = accept4(listening, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (asker < 0) {
            break;
        }
        askers[askerCount++] = asker;
    }
    return askerCount > 0 ? STATUS : 0;
}

// A socket's buffer holds many times all figures. Who does not wait for them has no answer.
static void answer(int last) {
    for (int i = 0; i < askerCount; i++) {
        send(askers[i], told, (size_t) (toldAt - told), MSG_NOSIGNAL);
        if (last) {
            close(askers[i]);
        }
    }
    askerCount = last ? 0 : askerCount;
    toldAt = told;
}

// Where the counters begin, behind the tables.
#define COUNTERS 43

// Figures come in the order of their names; the line of the console is made of the same.
int32_t N(figure)(int32_t number, int64_t value) {
    static char line[512];
    static char* at;
    if (number < MOTE_STATUS_FIGURES) {
        if (toldAt > told + sizeof told - 64) {
            answer(0);
        }
        toldAt = mote_put(mote_put(toldAt, mote_figure_names[number]), "=");
        toldAt = mote_put(mote_put_number(toldAt, value), "\n");
    }
    if (number == COUNTERS) {
        at = mote_put(line, "mote: counters");
    }
    if (number >= COUNTERS) {
        at = mote_put(mote_put(mote_put(at, " "), mote_figure_names[number]), "=");
        at = mote_put_number(at, value);
    }
    if (number == MOTE_FIGURES - 1) {
        if (counted) {
            mote_put(at, "\n");
            mote_console(line);
            counted = 0;
        }
        answer(1);
    }
    return OK;
}

// ---- The loop -----------------------------------------------------------------------------------

static volatile sig_atomic_t stopAsked;
static int consoleOpen = 1;
static char typed[256];
static size_t typedLength;

static void onSignal(int number) { stopAsked = 1; }

// Takes one line out of what was typed; its events.
static int32_t line(void) {
    char* end = memchr(typed, '\n', typedLength);
    if (end == NULL) {
        if (typedLength == sizeof typed) {
            typedLength = 0;
        }
        return 0;
    }
    size_t length = (size_t) (end - typed);
    char first = typed[0];
    typedLength -= length + 1;
    memmove(typed, end + 1, typedLength);
    if (length == 1 && first == 'b') {
        return BUTTON;
    }
    if (length == 1 && first == 's') {
        counted = 1;
        return STATUS;
    }
    if (length > 0) {
        mote_console("mote: keys b=button s=counters\n");
    }
    return 0;
}

static void readConsole(void) {
    ssize_t n = read(0, typed + typedLength, sizeof typed - typedLength);
    if (n > 0) {
        typedLength += (size_t) n;
    } else if (n == 0 || errno != EINTR) {
        consoleOpen = 0;
    }
}

#ifndef MOTE_TCP
#define MOTE_STREAM_PATHS 0
static int mote_streams_wait(struct pollfd* all) { return 0; }
static void mote_streams_found(const struct pollfd* all) {}
#endif

int32_t N(waitEvent)(int32_t millis) {
    struct pollfd all[MOTE_PATHS + MOTE_STREAM_PATHS + 5];
    int sockets = mote_sockets_wait(all);
    int paths = sockets + mote_streams_wait(all + sockets);
    struct pollfd* others = all + paths;
    others[0] = (struct pollfd) {mote_network_news(), POLLIN, 0};
    others[1] = (struct pollfd) {listening, POLLIN, 0};
    others[2] = (struct pollfd) {consoleOpen ? 0 : -1, POLLIN, 0};
    int32_t events = line();
    others[4] = (struct pollfd) {mote_media_from, POLLIN, 0};
    int wait = mote_hci_wait(&others[3], stopAsked || events != 0 ? 0 : millis);
    if (poll(all, (nfds_t) paths + 5, wait) <= 0) {
        memset(all, 0, sizeof all);
    }
    mote_sockets_found(all);
    mote_streams_found(all + sockets);
    if (others[0].revents != 0) {
        mote_network_look();
    }
    if (others[1].revents != 0) {
        events |= accepted();
    }
    if (others[2].revents != 0) {
        readConsole();
        events |= events == 0 ? line() : 0;
    }
    return (stopAsked ? STOP : 0) | events;
}

int32_t N(seal)(void) {
    mote_seal();
    return OK;
}

int32_t N(hostName)(int8_t* out, int32_t capacity) {
    size_t length = strlen(hostName);
    if (length == 0 || length > (size_t) capacity) {
        return NONE;
    }
    memcpy(out, hostName, length);
    return (int32_t) length;
}

int32_t N(ready)(int32_t fabrics) {
    char text[1024];
    char* at = mote_put_number(mote_put(text, "mote: ready port="), N(udpPort)());
    at = mote_put(at, " ");
    at = mote_put(at, strlen(label) < 512 ? label : "");
    mote_put(mote_put_number(mote_put(at, " fabrics="), fabrics), "\n");
    mote_console(text);
    return OK;
}

int32_t N(bootReason)(void) { return mote_boot_reason(); }

int32_t N(exit)(int32_t how) {
    if (how == FAULT && !mote_is_sealed()) {
        mote_refuse(folder, "has a damaged store or factory data; nothing was changed, `mote reset` starts anew");
    }
    char text[MOTE_LINE];
    char* at = mote_put_number(mote_put(text, "mote: heap="), mote_heap_used());
    at = mote_put_number(mote_put(at, " allocations after seal: "), mote_allocations_after_seal());
    mote_put(at, "\n");
    mote_console(text);
    closeStatus();
    if (how == 1 || how == 2) {
        mote_restart();
    }
    exit(how);
}

int32_t Java_org_mattermote_firmware_image_ConsoleNatives_write(int8_t* text, int32_t length) {
    return write(1, text, (size_t) length) == length ? OK : FAILED;
}

// STORAGE PORT LABEL HOST-NAME [INTERFACE [HCI [MEDIA]]], INTERFACE empty for all, HCI for none: `mote` checks them and makes what is in STORAGE.
int main(int argc, char** argv) {
    startMillis = monotonic();
#if defined(__SANITIZE_ADDRESS__)
    mote_console("mote: sanitizers=address,undefined java-bounds-checks=on red-zones=on\n");
#endif
    // An image of a test has no store: NAME [FOLDER].
    if (argc >= 2 && argc <= 3 && strstr(argv[1], "-test") != NULL) {
        mote_reset_start(argv, argv[2]);
        mote_boot_record();
        mote_start();
        return 0;
    }
    if (argc < 5) {
        mote_refuse(argv[0], "STORAGE PORT LABEL HOST-NAME [INTERFACE [HCI [MEDIA]]] are needed");
    }
    folder = argv[1];
    label = argv[3];
    hostName = argv[4];
    const char* only = argc > 5 && argv[5][0] != 0 ? argv[5] : NULL;
    struct sigaction action = {.sa_handler = onSignal};
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    mote_network_open(only);
    mote_store_open(folder);
    mote_reset_start(argv, folder);
    mote_boot_record();
    mote_sockets_open(atoi(argv[2]), only != NULL);
    openStatus();
    if (argc > 6 && argv[6][0] != 0) {
        mote_hci_open(argv[6]);
    }
    mote_media_command = argc > 7 ? argv[7] : NULL;
    mote_start();
    return 0;
}

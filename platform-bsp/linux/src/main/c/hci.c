// The BLE controller of --hci: a TCP connection, a serial line, or an adapter of the kernel without the kernel.
#define _GNU_SOURCE
#include "natives.h"
#include "linux.h"
#include "words.h"
#include <arpa/inet.h>
#include <asm/termbits.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#define H(name) Java_org_mattermote_bsp_natives_HciNatives_##name

// In the headers of BlueZ only.
#define BLUETOOTH 31
#define RAW_HCI 1
#define USER_CHANNEL 1
typedef struct {
    uint16_t family;
    uint16_t device;
    uint16_t channel;
} HciAddress;

// Of termios2, which the C library does not know.
#define GET_LINE 0x802C542A
#define SET_LINE 0x402C542B

#define FIRST_BACK_OFF 1000
#define LONGEST_BACK_OFF 30000

// A packet is written in one piece or, by a carrier that stops in the middle, within this.
#define PATIENCE 50

// A H4 header; no more of a packet is taken before all of it is there.
#define HEADER 5

static const char* spec;
static enum { TCP, SERIAL, USER } kind;
static int hci = -1;
static int connecting;
static int64_t due;
static int32_t backOff = FIRST_BACK_OFF;
static int isGone;
// Before, an adapter that cannot be had is refused.
static int started;
// What a read asked for in vain, until a wait ends; 0 when nobody reads.
static int32_t wanted;
static int partial;
// Of the packet that an adapter has ready, how much was taken.
static size_t taken;

static void tell(const char* what, const char* more) {
    char line[512];
    if (strlen(spec) + strlen(what) < sizeof line - 64) {
        char* at = mote_put(mote_put(mote_put(line, "mote: BLE controller "), spec), what);
        mote_put(mote_put(at, more), "\n");
        mote_console(line);
    }
}

static int32_t gone(const char* why) {
    if (!isGone) {
        char text[128] = ": ";
        mote_put(text + 2, strlen(why) < sizeof text - 3 ? why : "gone");
        tell(text, "; goes on without Bluetooth");
    }
    if (hci >= 0) {
        close(hci);
    }
    hci = -1;
    isGone = 1;
    connecting = 0;
    due = mote_millis() + backOff;
    backOff = 2 * backOff < LONGEST_BACK_OFF ? 2 * backOff : LONGEST_BACK_OFF;
    return FAILED;
}

static int32_t opened(void) {
    connecting = 0;
    backOff = FIRST_BACK_OFF;
    taken = 0;
    if (isGone) {
        isGone = 0;
        tell(" is there again", "");
    }
    return OK;
}

// After the last colon, which is there.
static int behind(char* name, size_t size) {
    const char* from = strchr(spec, ':') + 1;
    const char* colon = strrchr(from, ':');
    size_t length = (size_t) (colon - from);
    length = length < size ? length : size - 1;
    memcpy(name, from, length);
    name[length] = 0;
    return atoi(colon + 1);
}

static int32_t openTcp(void) {
    char host[64];
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    int on = 1;
    v4.sin_port = v6.sin6_port = htons((uint16_t) behind(host, sizeof host));
    int is4 = inet_pton(AF_INET, host, &v4.sin_addr) == 1;
    if (!is4 && inet_pton(AF_INET6, host, &v6.sin6_addr) != 1) {
        return gone("no address");
    }
    hci = socket(is4 ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    setsockopt(hci, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    int done = is4 ? connect(hci, (struct sockaddr*) &v4, sizeof v4)
                   : connect(hci, (struct sockaddr*) &v6, sizeof v6);
    if (done == 0) {
        return opened();
    }
    if (errno != EINPROGRESS) {
        return gone(strerror(errno));
    }
    connecting = 1;
    return NONE;
}

static int32_t openSerial(void) {
    char path[256];
    struct termios2 line;
    uint32_t baud = (uint32_t) behind(path, sizeof path);
    hci = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (hci < 0 || ioctl(hci, GET_LINE, &line) != 0) {
        return gone(strerror(errno));
    }
    line.c_iflag = line.c_oflag = line.c_lflag = 0;
    line.c_cflag = CS8 | CREAD | CLOCAL | CRTSCTS | BOTHER;
    line.c_ispeed = line.c_ospeed = baud;
    line.c_cc[VMIN] = 1;
    line.c_cc[VTIME] = 0;
    return ioctl(hci, SET_LINE, &line) == 0 ? opened() : gone(strerror(errno));
}

static int32_t openUser(void) {
    HciAddress adapter = {BLUETOOTH, (uint16_t) atoi(strchr(spec, ':') + 4), USER_CHANNEL};
    hci = socket(BLUETOOTH, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, RAW_HCI);
    if (hci >= 0 && bind(hci, (struct sockaddr*) &adapter, sizeof adapter) == 0) {
        return opened();
    }
    const char* why = errno == EAFNOSUPPORT ? "this kernel has no Bluetooth; tcp: and serial: need none"
                      : errno == EPERM      ? "only root may have an adapter to itself"
                      : errno == ENODEV     ? "there is no such adapter"
                      : errno == EBUSY      ? "the adapter is in use; bring it down first"
                                            : strerror(errno);
    if (!started) {
        char name[64];
        mote_put(mote_put(mote_put(name, "--hci "), spec), ":");
        mote_refuse(name, why);
    }
    return gone(why);
}

// OK when there is a connection, NONE when one is being made.
static int32_t ready(int again) {
    if (connecting) {
        struct pollfd end = {hci, POLLOUT, 0};
        int error = 0;
        socklen_t size = sizeof error;
        if (poll(&end, 1, 0) == 0) {
            return NONE;
        }
        getsockopt(hci, SOL_SOCKET, SO_ERROR, &error, &size);
        return error == 0 ? opened() : gone(strerror(error));
    }
    if (hci >= 0) {
        return OK;
    }
    if (!again || mote_millis() < due) {
        return FAILED;
    }
    return kind == TCP ? openTcp() : kind == SERIAL ? openSerial() : openUser();
}

int32_t H(there)(void) { return spec != NULL; }

// How much lies there, at least LENGTH if that much does; less than 0 without a controller.
static ssize_t waiting(int8_t* out, int32_t length) {
    int count = 0;
    ssize_t n;
    switch (kind) {
        case TCP:
            n = recv(hci, out, (size_t) length, MSG_PEEK);
            return n == 0 ? -1 : n > 0 ? n : errno == EAGAIN ? 0 : -1;
        case SERIAL:
            return ioctl(hci, FIONREAD, &count) == 0 ? count : -1;
        default:
            n = recv(hci, out, 0, MSG_PEEK | MSG_TRUNC);
            return n >= 0 ? n - (ssize_t) taken : errno == EAGAIN ? 0 : -1;
    }
}

// A part of the packet an adapter has ready; it is gone with its last byte.
static int fromPacket(int8_t* out, size_t length, size_t left) {
    uint8_t before[HEADER];
    struct iovec parts[2] = {{before, taken}, {out, length}};
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
    if (taken > sizeof before || recvmsg(hci, &message, length < left ? MSG_PEEK : 0) < 0) {
        return 0;
    }
    taken = length < left ? taken + length : 0;
    return 1;
}

int32_t H(read)(int8_t* out, int32_t offset, int32_t length) {
    int32_t status = ready(0);
    if (status != OK) {
        return status;
    }
    ssize_t there = waiting(out + offset, length);
    struct pollfd end = {hci, POLLIN, 0};
    if (there < 0 || (kind == SERIAL && there == 0 && poll(&end, 1, 0) > 0 && (end.revents & POLLHUP))) {
        return gone("the connection was closed");
    }
    if (there < length) {
        wanted = length;
        partial = there > 0;
        return NONE;
    }
    int good = kind == TCP    ? recv(hci, out + offset, (size_t) length, 0) == length
               : kind == USER ? fromPacket(out + offset, (size_t) length, (size_t) there)
                              : read(hci, out + offset, (size_t) length) == length;
    return good ? OK : gone("it cannot be read");
}

int32_t H(write)(int8_t* bytes, int32_t offset, int32_t length) {
    int32_t status = ready(1);
    int32_t done = 0;
    while (status == OK && done < length) {
        ssize_t n = write(hci, bytes + offset + done, (size_t) (length - done));
        if (n > 0) {
            done += (int32_t) n;
        } else if (errno != EAGAIN) {
            status = gone(strerror(errno));
        } else if (done == 0) {
            status = NONE;
        } else {
            struct pollfd end = {hci, POLLOUT, 0};
            if (poll(&end, 1, PATIENCE) == 0) {
                status = gone("it takes nothing");
            }
        }
    }
    return status;
}

void mote_hci_open(const char* given) {
    spec = given;
    kind = spec[0] == 't' ? TCP : spec[0] == 's' ? SERIAL : USER;
    if (kind == USER) {
        openUser();
    }
    started = 1;
}

int mote_hci_wait(struct pollfd* end, int millis) {
    *end = (struct pollfd) {wanted != 0 && !partial ? hci : -1, POLLIN, 0};
    // The rest of a packet is on its way: the first of it would wake at once.
    int rests = wanted != 0 && partial;
    wanted = 0;
    return rests && millis > 1 ? 1 : millis;
}

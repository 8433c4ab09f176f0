// Flash pages in one file, as on the JVM, and factory data in another.
#define _GNU_SOURCE
#include "natives.h"
#include "linux.h"
#include "words.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PAGES 64
#define PAGE 4096
#define FACTORY_PAGE 256
#define FILE_HEAD 32

#define STORE "mattermote.store"
#define PART "mattermote.store.new"

int mote_folder = -1;

static const char* folderName;
static int store;
static int factory;

static const uint8_t head[FILE_HEAD] = {
    'M', 'M', 'F', 'L', 'A', 'S', 'H', '\n', 1, 0, 0, 0, PAGES, 0, 0, 0, 0, PAGE >> 8, 0, 0,
    // CRC-32 of what is before it.
    0x52, 0xCB, 0xA3, 0x73,
};

int32_t N(flashPages)(int32_t area) { return area == 0 ? PAGES : 256; }
int32_t N(flashPageSize)(int32_t area) { return area == 0 ? PAGE : FACTORY_PAGE; }

int32_t N(flashRead)(
        int32_t area, int32_t page, int32_t offset, int8_t* out, int32_t outOffset, int32_t length) {
    off_t at = area == 0 ? FILE_HEAD + (off_t) page * PAGE + offset
                         : (off_t) page * FACTORY_PAGE + offset;
    ssize_t n = pread(area == 0 ? store : factory, out + outOffset, (size_t) length, at);
    if (n < 0 || (area == 0 && n != length)) {
        return FAILED;
    }
    memset(out + outOffset + n, 0xFF, (size_t) (length - n));
    return OK;
}

int32_t N(flashProgram)(
        int32_t area, int32_t page, int32_t offset, int8_t* bytes, int32_t from, int32_t length) {
    off_t at = FILE_HEAD + (off_t) page * PAGE + offset;
    return area == 0 && pwrite(store, bytes + from, (size_t) length, at) == length ? OK : FAILED;
}

int32_t N(flashErase)(int32_t area, int32_t page) {
    char erased[PAGE];
    memset(erased, 0xFF, sizeof erased);
    off_t at = FILE_HEAD + (off_t) page * PAGE;
    return area == 0 && pwrite(store, erased, PAGE, at) == PAGE ? OK : FAILED;
}

int32_t N(flashSync)(int32_t area) { return area != 0 || fdatasync(store) == 0 ? OK : FAILED; }

static _Noreturn void fails(const char* name, const char* why) {
    char file[1024] = "";
    if (strlen(folderName) + strlen(name) + 3 < sizeof file) {
        mote_put(mote_put(mote_put(mote_put(file, folderName), "/"), name), ":");
    }
    mote_refuse(file, why);
}

static int openIn(const char* name, int flags) {
    int file = openat(mote_folder, name, flags | O_CLOEXEC, 0600);
    if (file < 0) {
        fails(name, strerror(errno));
    }
    return file;
}

// A file of erased pages; whole or not at all.
static void create(void) {
    store = openIn(PART, O_RDWR | O_CREAT | O_TRUNC);
    int good = write(store, head, sizeof head) == sizeof head;
    for (int page = 0; page < PAGES; page++) {
        good &= N(flashErase)(0, page) == OK;
    }
    if (!good || fsync(store) != 0 || renameat(mote_folder, PART, mote_folder, STORE) != 0) {
        fails(STORE, strerror(errno));
    }
    close(store);
}

static void check(void) {
    uint8_t found[FILE_HEAD] = {0};
    struct stat all;
    if (pread(store, found, sizeof found, 0) < 0 || fstat(store, &all) != 0) {
        fails(STORE, strerror(errno));
    }
    if (memcmp(found, head, sizeof head) != 0 || all.st_size != FILE_HEAD + PAGES * PAGE) {
        fails(STORE, "no store of this device; nothing was changed, `mote reset` starts anew");
    }
}

void mote_store_open(const char* folder) {
    folderName = folder;
    mote_folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (mote_folder < 0) {
        fails("", strerror(errno));
    }
    int lock = openIn("mattermote.lock", O_RDWR | O_CREAT);
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (fcntl(lock, F_SETLK, &whole) != 0) {
        mote_refuse(folder, "is used by another running device; stop it, or give this one its own --storage");
    }
    if (faccessat(mote_folder, STORE, F_OK, 0) != 0) {
        create();
    }
    store = openIn(STORE, O_RDWR);
    check();
    factory = openIn("factory.bin", O_RDONLY);
}

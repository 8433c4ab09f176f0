// Lines of name=value, without printf: the C library of a small board cannot print 64 bits.
#include "words.h"

char* mote_put(char* at, const char* text) {
    while (*text != 0) {
        *at++ = *text++;
    }
    *at = 0;
    return at;
}

char* mote_put_number(char* at, int64_t value) {
    char digits[20];
    int n = 0;
    uint64_t left = value < 0 ? -(uint64_t) value : (uint64_t) value;
    do {
        digits[n++] = (char) ('0' + left % 10);
        left /= 10;
    } while (left != 0);
    if (value < 0) {
        *at++ = '-';
    }
    while (n > 0) {
        *at++ = digits[--n];
    }
    *at = 0;
    return at;
}

static char* hex(char* at, int64_t value) {
    for (int shift = 60; shift >= 0; shift -= 4) {
        *at++ = "0123456789ABCDEF"[(value >> shift) & 15];
    }
    *at = 0;
    return at;
}

static char* truth(char* at, int64_t value) { return mote_put(at, value != 0 ? "true" : "false"); }

static char* hundredths(char* at, int64_t value) {
    if (value < 0) {
        at = mote_put(at, "-");
        value = -value;
    }
    at = mote_put(mote_put_number(at, value / 100), ".");
    *at++ = (char) ('0' + value / 10 % 10);
    *at++ = (char) ('0' + value % 10);
    *at = 0;
    return at;
}

static char* named(char* at, const char* name, int64_t value) {
    return mote_put_number(mote_put(at, name), value);
}

static char* color(char* at, int64_t mode, int64_t values) {
    if (mode == 2) {
        return named(at, " mireds=", values);
    }
    at = named(at, mode == 1 ? " x=" : " hue=", values >> 16 & 0xFFFF);
    return named(at, mode == 1 ? " y=" : " saturation=", values & 0xFFFF);
}

static char* words(char* at, int32_t event, int64_t a, int64_t b, int64_t c) {
    switch (event) {
        case 1: return truth(mote_put(named(at, "onoff endpoint=", a), " value="), b);
        case 2: return named(named(at, "identify endpoint=", a), " seconds=", b);
        case 3:
            return mote_put(mote_put(at, "commissioning-window value="),
                    a == 0 ? "closed" : a == 1 ? "enhanced" : "basic");
        case 4: return named(named(at, "pase-established session=", a), " peer-session=", b);
        case 5: return named(at, "pase-failed attempts=", a);
        case 6:
            at = named(named(at, "case-established session=", a), " fabric=", b);
            return hex(mote_put(at, " peer="), c);
        case 7: return named(at, "case-failed code=", a);
        case 8:
            at = hex(mote_put(named(at, "fabric-added fabric=", a), " fabric-id="), b);
            return hex(mote_put(at, " node="), c);
        case 9: return named(at, "fabric-removed fabric=", a);
        case 10: return named(at, "commissioning-complete fabric=", a);
        case 11: return named(at, "fail-safe-expired fabric=", a);
        case 12: return named(named(at, "stale-exchange-evicted exchange=", a), " opcode=", b);
        case 13: return named(named(at, "store-failed key=", a), " status=", b);
        case 14:
            at = named(named(at, "subscribed subscription=", a), " fabric=", b);
            return hex(mote_put(at, " peer="), c);
        case 15: return named(at, "subscription-ended subscription=", a);
        case 16: return named(named(at, "level endpoint=", a), " value=", b);
        case 17: return color(named(at, "color endpoint=", a), b, c);
        case 18: return named(named(at, "store-damaged reason=", a), " address=", b);
        case 19: return named(at, "factory-data-damaged reason=", a);
        case 20: return hundredths(mote_put(named(at, "temperature endpoint=", a), " value="), b);
        case 21: return truth(mote_put(named(at, "occupancy endpoint=", a), " value="), b);
        case 22: return truth(mote_put(named(at, "contact endpoint=", a), " value="), b);
        case 23:
            return truth(mote_put(mote_put(at, a != 0 ? "icd mode=active" : "icd mode=idle"), " lit="), b);
        case 24: return named(hex(mote_put(named(at, "check-in fabric=", a), " node="), b), " counter=", c);
        case 26: return truth(mote_put(named(at, "switch endpoint=", a), " value="), b);
        case 27:
            at = hex(mote_put(named(at, "switch endpoint=", a), " target="), c);
            return named(at, " status=", b);
        case 28: return truth(mote_put(named(at, "ble connection=", a), " open="), b);
        case 29: return mote_put(at, a != 0 ? "ble controller=ready" : "ble controller=gone");
        case 30: return named(at, "not-sealed status=", a);
        case 31: return mote_put(at, a != 0 ? "camera processor=ready" : "camera processor=gone");
        case 32:
            at = named(at, "camera session=", a);
            if (b != 0) {
                return mote_put(at, b == 1 ? " begun" : " connected");
            }
            return c < 0 ? mote_put(at, " over") : named(at, " over reason=", c);
        case 33: return mote_put(at, a != 0 ? "camera privacy=on" : "camera privacy=off");
        case 34: return truth(mote_put(named(named(at, "camera stream=", a), " kind=", b), " there="), c);
        default:
            return named(named(named(named(at, "event number=", event), " a=", a), " b=", b), " c=", c);
    }
}

char* mote_event_words(char* line, int32_t event, int64_t a, int64_t b, int64_t c) {
    return mote_put(words(mote_put(line, "mote: "), event, a, b, c), "\n");
}

#define TABLE(name) name ".in-use", name ".capacity", name ".high-water", name ".refusals"

const char* const mote_figure_names[MOTE_FIGURES] = {
    "uptime.seconds",
    TABLE("sessions"),
    TABLE("sessions.unsecured"),
    TABLE("case.handshakes"),
    TABLE("exchanges"),
    TABLE("packet-buffers"),
    TABLE("interactions"),
    TABLE("subscriptions"),
    TABLE("paths"),
    TABLE("fabrics"),
    TABLE("access-control-entries"),
    "case.full",
    "case.resumed",
    "rx.datagrams",
    "rx.dropped",
    "rx.duplicates",
    "rx.no-session",
    "rx.not-authentic",
    "tx.messages",
    "mrp.retransmissions",
    "mrp.given-up",
    "mrp.standalone-acks",
    "exchange.stale-evictions",
    "refusals",
    "sessions",
    "subscriptions",
    "fabrics",
};

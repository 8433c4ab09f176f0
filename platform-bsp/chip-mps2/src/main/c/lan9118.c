// The LAN9118 Ethernet controller by its FIFOs, without DMA: words in, words out.
#include "mps2.h"
#include <lwip/pbuf.h>
#include <string.h>

#define CHIP 0x40200000u
#define RX_DATA MPS2_REGISTER(CHIP + 0x00)
#define TX_DATA MPS2_REGISTER(CHIP + 0x20)
#define RX_STATUS MPS2_REGISTER(CHIP + 0x40)
#define TX_STATUS MPS2_REGISTER(CHIP + 0x48)
#define IRQ_CFG MPS2_REGISTER(CHIP + 0x54)
#define INT_STS MPS2_REGISTER(CHIP + 0x58)
#define INT_EN MPS2_REGISTER(CHIP + 0x5C)
#define FIFO_INT MPS2_REGISTER(CHIP + 0x68)
#define RX_CFG MPS2_REGISTER(CHIP + 0x6C)
#define TX_CFG MPS2_REGISTER(CHIP + 0x70)
#define HW_CFG MPS2_REGISTER(CHIP + 0x74)
#define RX_FIFO_INF MPS2_REGISTER(CHIP + 0x7C)
#define TX_FIFO_INF MPS2_REGISTER(CHIP + 0x80)
#define MAC_CSR_CMD MPS2_REGISTER(CHIP + 0xA4)
#define MAC_CSR_DATA MPS2_REGISTER(CHIP + 0xA8)

#define IRQ_ENABLE 0x100u
#define IRQ_ACTIVE_HIGH 0x10u
#define IRQ_PUSH_PULL 0x1u
#define RX_STATUS_LEVEL 0x8u
#define RX_ERROR 0x8000u
#define FIRST_AND_LAST 0x3000u
#define TRANSMITTER_ON 0x2u

#define MAC_BUSY 0x80000000u
#define MAC_READ 0x40000000u
#define MAC_CR 1
#define MAC_ADDRH 2
#define MAC_ADDRL 3
#define MAC_MII_ACC 6
#define MAC_MII_DATA 7
#define MAC_ALL_MULTICAST 0x80000u
#define MAC_FULL_DUPLEX 0x100000u
#define MAC_TX 0x8u
#define MAC_RX 0x4u
#define PHY_STATUS 1
#define PHY_LINK 0x4u

#define CRC_BYTES 4
#define LONGEST_FRAME 1518

int32_t lan9118_received, lan9118_sent, lan9118_send_errors, lan9118_dropped;

static uint32_t mac_read(uint32_t number) {
    MAC_CSR_CMD = MAC_BUSY | MAC_READ | number;
    while (MAC_CSR_CMD & MAC_BUSY) {
    }
    return MAC_CSR_DATA;
}

static void mac_write(uint32_t number, uint32_t value) {
    MAC_CSR_DATA = value;
    MAC_CSR_CMD = MAC_BUSY | number;
    while (MAC_CSR_CMD & MAC_BUSY) {
    }
}

void lan9118_start(uint8_t hardware[6]) {
    HW_CFG = 1;
    while (HW_CFG & 1) {
    }
    // 5 KB for frames that leave; the rest, 10 KB, for those that come in.
    HW_CFG = 0x50000;
    uint32_t low = mac_read(MAC_ADDRL);
    uint32_t high = mac_read(MAC_ADDRH);
    memcpy(hardware, &low, 4);
    memcpy(hardware + 4, &high, 2);
    RX_CFG = 0;
    TX_CFG = TRANSMITTER_ON;
    // One waiting frame is enough to ask for attention.
    FIFO_INT = 0x48000000;
    INT_STS = 0xFFFFFFFF;
    INT_EN = RX_STATUS_LEVEL;
    IRQ_CFG = IRQ_ENABLE | IRQ_ACTIVE_HIGH | IRQ_PUSH_PULL;
    // All groups come in; lwIP keeps those that were joined.
    mac_write(MAC_CR, MAC_ALL_MULTICAST | MAC_FULL_DUPLEX | MAC_TX | MAC_RX);
    mps2_interrupt_enable(MPS2_IRQ_ETHERNET);
}

int lan9118_carrier(void) {
    mac_write(MAC_MII_ACC, 1u << 11 | PHY_STATUS << 6);
    return (mac_read(MAC_MII_DATA) & PHY_LINK) != 0;
}

// Leaves out a frame for which there is no room. Its words are read one by one: the emulated chip's "fast
// forward" leaves them counted as still there.
static void skip(uint32_t words) {
    while (words-- > 0) {
        (void) RX_DATA;
    }
    lan9118_dropped++;
}

static void take(struct pbuf* packet, uint32_t words) {
    for (struct pbuf* part = packet; part != NULL; part = part->next) {
        // All parts but the last have whole words.
        uint8_t* to = part->payload;
        uint32_t left = part->len;
        while (left > 0) {
            uint32_t word = RX_DATA;
            uint32_t n = left < 4 ? left : 4;
            memcpy(to, &word, n);
            to += n;
            left -= n;
            words--;
        }
    }
    while (words-- > 0) {
        (void) RX_DATA;
    }
}

/** The next frame that waits, or NULL. */
struct pbuf* lan9118_receive(void) {
    // Before the look at the FIFO, so that a frame that comes after it asks again.
    INT_STS = RX_STATUS_LEVEL;
    while ((RX_FIFO_INF >> 16 & 0xFF) != 0) {
        uint32_t status = RX_STATUS;
        uint32_t length = status >> 16 & 0x3FFF;
        uint32_t words = (length + 3) / 4;
        struct pbuf* packet = NULL;
        if (!(status & RX_ERROR) && length > CRC_BYTES && length <= LONGEST_FRAME) {
            packet = pbuf_alloc(PBUF_RAW, (uint16_t) (length - CRC_BYTES), PBUF_POOL);
        }
        if (packet != NULL) {
            take(packet, words);
            lan9118_received++;
            return packet;
        }
        skip(words);
    }
    return NULL;
}

/** Nonzero if the chip has the frame. */
int lan9118_send(const struct pbuf* packet) {
    uint32_t length = packet->tot_len;
    if ((TX_FIFO_INF & 0xFFFF) < length + 16) {
        lan9118_send_errors++;
        return 0;
    }
    TX_DATA = FIRST_AND_LAST | length;
    TX_DATA = length;
    uint32_t word = 0;
    uint32_t have = 0;
    for (const struct pbuf* part = packet; part != NULL; part = part->next) {
        const uint8_t* from = part->payload;
        uint32_t left = part->len;
        while (left > 0) {
            if (have == 0 && left >= 4) {
                memcpy(&word, from, 4);
                have = 4;
                from += 4;
                left -= 4;
            } else {
                word |= (uint32_t) *from++ << 8 * have++;
                left--;
            }
            if (have == 4) {
                TX_DATA = word;
                word = have = 0;
            }
        }
    }
    if (have != 0) {
        TX_DATA = word;
    }
    // Nobody asks how a frame left; a full list of answers would stop the chip.
    while ((TX_FIFO_INF >> 16 & 0xFF) != 0) {
        (void) TX_STATUS;
    }
    lan9118_sent++;
    return 1;
}

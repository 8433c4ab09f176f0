// The registers of the MPS2 board with the AN386 image, and what the files of this folder share.
#pragma once
#include <stddef.h>
#include <stdint.h>

#define MPS2_REGISTER(address) (*(volatile uint32_t*) (address))

// Statuses of org.mattermote.stack.port.PortStatus.
#define OK 0
#define NONE (-1)
#define FAILED (-2)
#define TOO_SMALL (-3)
#define DAMAGED (-5)

// Interrupts that end a wait. They are enabled only while everything is masked: waiting looks who asked.
#define MPS2_IRQ_UART0_RX 0
#define MPS2_IRQ_TIMER1 9
#define MPS2_IRQ_ETHERNET 13

// Those that are taken, at any moment.
#define MPS2_IRQ_UART1_RX 2
#define MPS2_IRQ_UART2_RX 4

extern void mps2_interrupt_enable(int number);
extern void mps2_interrupt_take(int number);
extern void mps2_interrupt_forget(int number);

/** Milliseconds since reset. */
extern int64_t mps2_millis(void);

/** True if bytes of the host's source came; LENGTH of them. */
extern int mps2_entropy(void* out, int32_t length);

struct pbuf;

// lan9118.c
extern void lan9118_start(uint8_t hardware[6]);
extern struct pbuf* lan9118_receive(void);
extern int lan9118_send(const struct pbuf* packet);
extern int lan9118_carrier(void);
extern int32_t lan9118_received, lan9118_sent, lan9118_send_errors, lan9118_dropped;

// hci.c: bits a second, 0 for no controller
extern void mps2_hci_start(uint32_t baud);
extern int mps2_hci_waiting(void);
extern void mps2_hci_woken(void);
extern int32_t mps2_hci_losses;

// media.c, in images whose Java names MediaNatives
extern void mps2_media_start(int there) __attribute__((weak));
extern void mps2_media_take(void) __attribute__((weak));
extern int mps2_media_waiting(void) __attribute__((weak));
extern void mps2_media_woken(void) __attribute__((weak));

// network.c
extern void mps2_network_start(int port);
extern void mps2_network_poll(void);
extern int mps2_network_waiting(void);
extern uint32_t mps2_network_sleep(void);

// streams.c, in images whose Java names StreamNatives
extern int mps2_streams_waiting(void);

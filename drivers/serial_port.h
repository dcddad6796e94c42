/* A serial port through libserialport, made fit for a loop: opened alone, by any path, without blocking. */
#ifndef PACKWRIGHT_SERIAL_PORT_H
#define PACKWRIGHT_SERIAL_PORT_H

#include "packwright/section.h"

struct sp_port;

struct pw_serial_port {
    struct sp_port *sp; /* NULL: closed, or plain */
    bool plain;         /* a pseudo-terminal, opened without libserialport, which insists on modem lines */
    int fd;             /* for poll(), read() and write(): non-blocking, raw; read() == 0 is a hang-up */
};

/* For tables of keys: port, baud, bits, parity, stop, flow. baud is the standard one, as text. */
#define PW_SERIAL_KEYS(baud)                                                                                                     \
    { "port", PW_KEY_PATH, NULL, NULL, 0, 0, "the port; best a name from /dev/serial/by-id" },                                   \
        { "baud", PW_KEY_INT, baud, NULL, 300, 4000000, "bits a second" }, { "bits", PW_KEY_INT, "8", NULL, 5, 8, "data bits" }, \
        { "parity", PW_KEY_WORD, "none", pw_serial_parities, 0, 0, "none, even, odd, mark or space" },                           \
        { "stop", PW_KEY_INT, "1", NULL, 1, 2, "stop bits" },                                                                    \
    {                                                                                                                            \
        "flow", PW_KEY_WORD, "none", pw_serial_flows, 0, 0, "flow control: none, rtscts or xonxoff"                              \
    }
extern const char *const pw_serial_parities[];
extern const char *const pw_serial_flows[];

/**
 * Open the section's port with its settings.
 *
 * Ownership: *ret_port is written on success; pw_serial_close it.
 * Thread:    any, one at a time. Doesn't block.
 * Errors:    PW_ERR_NOT_FOUND (not plugged in), PW_ERR_BUSY (another program has it), PW_ERR_ACCESS, PW_ERR_CONFIG (settings
 *            that this port can't do), PW_ERR_IO.
 * Source:    libserialport 0.1.1: takes no symbolic links (so the path is resolved first), doesn't open exclusively, leaves HUPCL
 *            set (a scanner or printer would see DTR drop at each restart), its reads take a hang-up for silence,
 *            and flow = rtscts is answered with success and not set. All mended here.
 */
PW_MUST_CHECK bool pw_serial_open(const struct pw_section *section, struct pw_serial_port *ret_port, struct pw_error *err);
/** Throws away what was not sent yet: a close would wait for it, up to 30 s with the flow stopped. Accepts a closed one. */
void pw_serial_close(struct pw_serial_port *port);

#endif

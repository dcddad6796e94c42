/*
 * The virtual bench: a scanner that reads what it is told and a printer whose paper is a picture. Ordinary drivers, used by the
 * demo, the simulator and the tests alike; these functions are what a real device has no wire for.
 */
#ifndef PACKWRIGHT_SIM_H
#define PACKWRIGHT_SIM_H

#include "packwright/scanner.h"
#include "packwright/transport.h"

extern const struct pw_scanner_impl pw_sim_scanner_impl;   /* driver = virtual */
extern const struct pw_transport_impl pw_sim_printer_impl; /* transport = virtual */

/**
 * Deliver text as if the scanner had just read it. False (PW_ERR_UNSUPPORTED) if scanner is not a virtual one.
 *
 * Thread:    loop; the listener's on_scan comes before it returns, or on_garbage when text is empty or above PW_SCAN_MAX.
 */
PW_MUST_CHECK bool pw_sim_scanner_scan(struct pw_scanner *scanner, struct pw_bytes text, struct pw_error *err);

/* One paper that came out: a receipt up to its cut, or a label. */
struct pw_sim_paper {
    uint32_t number;     /* 1, 2, ... of this printer */
    char title[65];      /* of the document that it came from */
    int64_t at_us;       /* wall clock */
    int width, height;   /* pixels of the picture */
    struct pw_bytes png; /* as a person sees the paper, margins included */
    unsigned unknown;    /* commands in it that the interpreter doesn't know; they are in the log */
};

/**
 * The papers kept, oldest first; *ret_count of them. Borrowed until the next document is rendered or the printer destroyed.
 * NULL and 0 for a transport that is not a virtual printer.
 *
 * Thread:    loop.
 */
const struct pw_sim_paper *pw_sim_printer_papers(const struct pw_transport *transport, size_t *ret_count);

/** Called on the loop's thread each time a paper came out. fn may be NULL. Ignored for other transports. */
typedef void pw_sim_paper_fn(void *user, struct pw_transport *transport, const struct pw_sim_paper *paper);
void pw_sim_printer_on_paper(struct pw_transport *transport, pw_sim_paper_fn *fn, void *user);

enum pw_sim_fault {
    PW_SIM_FINE,      /* paper in, cover shut, plugged in: what waited is printed */
    PW_SIM_PAPER_OUT, /* bytes are taken and kept; nothing is printed; status says so */
    PW_SIM_PAPER_LOW, /* prints; status says so */
    PW_SIM_COVER_OPEN,
    PW_SIM_OFFLINE, /* unplugged: the link is MISSING, a document on the way is cut off, what waited inside is lost */
};

/** Make something go wrong, or right again. Thread: loop. Ignored for other transports. */
void pw_sim_printer_fault(struct pw_transport *transport, enum pw_sim_fault fault);

#endif

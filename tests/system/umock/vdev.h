/* vdev - models of a label printer, a HID POS scanner, a HID scale, a keyboard-type scanner and a receiver with one.
 *
 * The models know nothing of how they are reached: umock_bench.c shows them to a
 * libusb program through umockdev, vusb.c to a real kernel through vhci_hcd.
 * A transport hands over URBs; a model answers through done(), at once or later.
 */
#ifndef VDEV_H
#define VDEV_H
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct vurb {
    struct vurb *next;
    void *token;      /* the transport's own */
    uint8_t ep;       /* bEndpointAddress; 0 for control */
    uint8_t setup[8]; /* control only */
    uint8_t *buf;
    int len, moved;
};

struct vreport {
    struct vreport *next;
    uint8_t ep;
    int len;
    uint8_t data[64];
};

struct vdev {
    const char *name;
    int num; /* bus address (umockdev) or port (vhci) */
    uint16_t pid;
    const uint8_t *desc; /* device descriptor, then the configuration */
    size_t ndesc;
    const uint8_t *report; /* HID report descriptor */
    size_t nreport;
    const char *driver; /* what a kernel would bind to each interface */
    const char *serial;

    bool plugged;
    struct vurb *pending;    /* oldest first */
    struct vreport *reports; /* waiting for an IN transfer */

    bool nopaper, error, halted, deaf, badid;
    bool held;   /* another program has claimed it */
    long credit; /* bytes that it still takes; -1: any number */
    long taken;
    FILE *out;

    /* transport */
    void (*done)(struct vdev *, struct vurb *, int status); /* status: 0 or -errno */
    void (*plug)(struct vdev *);
    void (*unplug)(struct vdev *);
    void *user;
    int fd;
    bool ready;
    char path[128], node[64], drv[2][32];
};

enum { VPRINTER, VSCANNER, VSCALE, VKEYBOARD, VDONGLE, VTWIN, VDEVS };
extern struct vdev vdevs[VDEVS];
extern pthread_mutex_t vlock; /* held around every call below but vdev_command */

void vdev_reset(struct vdev *d); /* a device as it is when plugged */
void vdev_submit(struct vdev *d, struct vurb *u);
struct vurb *vdev_take(struct vdev *d, const void *token); /* out of the queue, or NULL */
void vdev_pump(struct vdev *d);                            /* move what can be moved */

/* One line of the script language; 0, or -1 if it is not the models' business.
 *   plug|unplug NAME     printer, scanner, scale, keyboard, dongle, twin (the keyboard once more, another serial number)
 *   scan TEXT            one HID POS report
 *   type NAME TEXT       a keyboard's keys, US layout, pressed and released; \n Enter, \t Tab, \s space, \\ backslash
 *   key NAME HEX         one report of a keyboard, as it is
 *   reply HEX            bytes from the printer, on bulk IN
 *   hold NAME 0|1        claiming says busy
 *   driver NAME          says which kernel driver each interface has
 *   weigh STATUS GRAMS   2 zero, 3 motion, 4 stable, 5 under zero, 6 over capacity
 *   paper 0|1            port status bit 5; no data is taken while the paper is out
 *   error 0|1            port status bit 3
 *   credit N             the printer takes N more bytes, then NAKs (-1: no limit)
 *   stall                bulk OUT ends with EPIPE until CLEAR_HALT
 *   deaf 0|1             the printer answers no control request any more
 *   badid 0|1            GET_DEVICE_ID with a length field that is too long
 *   wait-bytes N         until the printer has taken N bytes since it was plugged (10 s at most)
 *   sleep MS
 *   taken                says how many bytes the printer has taken
 */
int vdev_command(const char *line);
#endif

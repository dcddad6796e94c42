/*
 * The devices of ../umock/vdev.c as real USB devices of this kernel:
 *
 *     modprobe vhci-hcd; vusb -o PRINTED [-c FIFO] [plug NAME]...
 *
 * Each device is the far end of a socketpair whose near end is given to vhci_hcd, the kernel's USB/IP host controller; so no
 * network, no usbip tool and no second machine are needed, and the kernel's class drivers, usbfs, udev and hotplug are all the
 * real ones. Commands (vdev.h) are read from the FIFO, one a line; "quit" ends. Root only.
 */
#include "vdev.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define VHCI "/sys/devices/platform/vhci_hcd.0/"

/* USB/IP on the wire: 12 big-endian words, the last two a setup packet. */
struct pdu {
    uint32_t cmd, seq, devid, dir, ep;
    uint32_t a, b, c, d, e;
    uint8_t setup[8];
};
enum { CMD_SUBMIT = 1, CMD_UNLINK, RET_SUBMIT, RET_UNLINK };

static bool receive(int fd, void *data, size_t n)
{
    for (size_t got = 0; got < n;) {
        ssize_t r = read(fd, (char *)data + got, n - got);
        if (r <= 0)
            return false;
        got += (size_t)r;
    }
    return true;
}

static bool transmit(int fd, const void *data, size_t n)
{
    for (size_t sent = 0; sent < n;) {
        ssize_t r = send(fd, (const char *)data + sent, n - sent, MSG_NOSIGNAL);
        if (r <= 0)
            return false;
        sent += (size_t)r;
    }
    return true;
}

static void reply(struct vdev *d, uint32_t cmd, uint32_t seq, int a, int b, const void *data, int n)
{
    struct pdu r = { .cmd = htonl(cmd), .seq = htonl(seq), .a = htonl((uint32_t)a), .b = htonl((uint32_t)b) };
    if (d->fd >= 0 && transmit(d->fd, &r, sizeof r) && n > 0)
        (void)transmit(d->fd, data, (size_t)n); /* an end that is gone is seen by the reader */
}

static void free_urb(struct vurb *u)
{
    free(u->buf);
    free(u);
}

static void done(struct vdev *d, struct vurb *u, int status)
{
    bool in = ((u->ep == 0 ? u->setup[0] : u->ep) & 0x80) != 0;
    reply(d, RET_SUBMIT, (uint32_t)(uintptr_t)u->token, status, u->moved, u->buf, in ? u->moved : 0);
    free_urb(u);
}

static bool submit(struct vdev *d, int fd, const struct pdu *q)
{
    bool in = ntohl(q->dir) != 0;
    uint32_t ep = ntohl(q->ep), len = ntohl(q->b);
    struct vurb *u = calloc(1, sizeof *u);
    if (u == NULL || len > 1 << 20 || (u->buf = calloc(1, len + 1)) == NULL)
        abort();
    u->token = (void *)(uintptr_t)ntohl(q->seq);
    u->len = (int)len;
    u->ep = ep == 0 ? 0 : (uint8_t)(ep | (in ? 0x80 : 0));
    memcpy(u->setup, q->setup, sizeof u->setup);
    if (!in && len > 0 && !receive(fd, u->buf, len)) {
        free_urb(u);
        return false;
    }
    pthread_mutex_lock(&vlock);
    vdev_submit(d, u);
    pthread_mutex_unlock(&vlock);
    return true;
}

/* A cancelled URB may have moved bytes. The answer to an unlink has no room to say so; ending the URB first and then answering
 * "too late" does. */
static void unlink_urb(struct vdev *d, const struct pdu *q)
{
    pthread_mutex_lock(&vlock);
    struct vurb *u = vdev_take(d, (void *)(uintptr_t)ntohl(q->a));
    if (u != NULL && u->moved > 0 && (u->ep & 0x80) == 0) {
        done(d, u, -ECONNRESET);
        u = NULL;
        reply(d, RET_UNLINK, ntohl(q->seq), 0, 0, NULL, 0);
    } else {
        reply(d, RET_UNLINK, ntohl(q->seq), u != NULL ? -ECONNRESET : 0, 0, NULL, 0);
    }
    if (u != NULL)
        free_urb(u);
    pthread_mutex_unlock(&vlock);
}

static void *serve(void *arg)
{
    struct vdev *d = arg;
    int fd = d->fd;
    struct pdu q;
    while (receive(fd, &q, sizeof q)) {
        if (ntohl(q.cmd) == CMD_UNLINK)
            unlink_urb(d, &q);
        else if (!submit(d, fd, &q))
            break;
    }
    return NULL;
}

static void plug(struct vdev *d)
{
    int ends[2], port = (int)(d - vdevs);
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
        return;
    pthread_mutex_lock(&vlock);
    vdev_reset(d);
    d->fd = ends[1];
    d->plugged = true;
    pthread_mutex_unlock(&vlock);
    pthread_t thread;
    if (pthread_create(&thread, NULL, serve, d) != 0)
        abort();
    pthread_detach(thread);
    FILE *f = fopen(VHCI "attach", "w"); /* port, socket, devid, speed (3: high) */
    if (f == NULL || fprintf(f, "%d %d %d 3", port, ends[0], 0x10000 + d->num) < 0 || fclose(f) != 0)
        perror(VHCI "attach");
    close(ends[0]); /* the kernel has its own reference */
}

static void unplug(struct vdev *d)
{
    pthread_mutex_lock(&vlock);
    d->plugged = false;
    int fd = d->fd;
    d->fd = -1; /* nobody is told anything any more: the cable is out */
    while (d->pending != NULL) {
        struct vurb *u = d->pending;
        d->pending = u->next;
        free_urb(u);
    }
    pthread_mutex_unlock(&vlock);
    shutdown(fd, SHUT_RDWR);
    usleep(100000); /* its thread leaves before the number is used again */
    close(fd);
}

int main(int argc, char **argv)
{
    const char *fifo = NULL, *out = NULL;
    int o;
    while ((o = getopt(argc, argv, "o:c:")) != -1) {
        if (o == 'o')
            out = optarg;
        else if (o == 'c')
            fifo = optarg;
        else
            return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    for (int i = 0; i < VDEVS; i++) {
        vdevs[i].plug = plug;
        vdevs[i].unplug = unplug;
        vdevs[i].done = done;
        vdevs[i].fd = -1;
    }
    if (out != NULL && (vdevs[VPRINTER].out = fopen(out, "wb")) == NULL) {
        perror(out);
        return 1;
    }
    if (fifo != NULL && mkfifo(fifo, 0600) != 0) { /* before anybody can want to write to it */
        perror(fifo);
        return 1;
    }
    for (; optind + 1 < argc; optind += 2) {
        char line[64];
        snprintf(line, sizeof line, "%s %s", argv[optind], argv[optind + 1]);
        vdev_command(line);
    }
    if (fifo == NULL)
        return pause();
    FILE *f = fdopen(open(fifo, O_RDWR | O_CLOEXEC), "r"); /* O_RDWR: never an end of file */
    char line[512];
    printf("vusb: ready\n");
    fflush(stdout);
    while (f != NULL && fgets(line, sizeof line, f) != NULL && strncmp(line, "quit", 4) != 0)
        if (vdev_command(line) != 0)
            fprintf(stderr, "vusb: what is '%s'?\n", line);
    return 0;
}

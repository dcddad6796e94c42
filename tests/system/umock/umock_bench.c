/* umock_bench - live USB devices for a libusb program, without any kernel USB.
 *
 *   umockdev-wrapper umock_bench -o PRINTED -c SCRIPT -- PROGRAM ARGS...
 *
 * umockdev's own replayers (--ioctl, --pcap) play a recording in order. This bench
 * instead attaches its own usbdevfs handler (umockdev_testbed_attach_ioctl), behind
 * which are the models of vdev.c: a printer that runs out of paper, stalls, stops
 * taking data or is unplugged in mid-transfer, a scanner and a scale that report
 * when told to. Hotplug goes through the mocked udev netlink socket.
 *
 * SCRIPT: the commands of vdev.h, and
 *   tty FILE     add the tty described in FILE (scanner-tty.umockdev), a pty, as /dev/ttyUSB0 (the next time ttyUSB1) and
 *                /dev/serial/by-id/LABSER1;
 *                with libserialport also preload pty_modem.so
 *   tty-say TEXT (CR LF is added), tty-hex HEX (as they are), tty-mute 0|1 (stop reading what PROGRAM writes), tty-unplug
 *   start        run PROGRAM in the test bed
 *   wait-exit    until PROGRAM has ended
 *   kill, term   SIGKILL, SIGTERM to PROGRAM
 * Exit status: PROGRAM's. With ASan: ASAN_OPTIONS=verify_asan_link_order=0.
 *
 * Built by "make umock".
 */
#define _GNU_SOURCE
#include "vdev.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/usbdevice_fs.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <umockdev.h>
#include <unistd.h>

/* The devices' vendor id: the environment's LAB_VID (hexadecimal), so that they can be some maker's. */
static unsigned lab_vid(void)
{
    const char *vid = getenv("LAB_VID");
    return vid != NULL ? (unsigned)strtoul(vid, NULL, 16) & 0xffff : 0x1d6b;
}

/* A URB of the client: its memory is fetched and written back by umockdev. */
struct curb {
    struct vurb v; /* first */
    UMockdevIoctlData *urb, *buf;
    struct curb *next;
};
struct bus {
    UMockdevIoctlBase *h;
    struct curb *done; /* to be reaped */
};

static UMockdevTestbed *bed;
static struct bus buses[VDEVS];

#define TTY_PARENT "/devices/pci0000:00/0000:00:14.0/usb1/1-3/1-3:1.0"
static char tty_name[32], tty_sys[200];
static int tty_count;
static int tty_fd = -1;
static volatile bool tty_mute, tty_is_mute, tty_stop;
static pthread_t tty_thread;
static FILE *tty_out;

static void *tty_read(void *p)
{
    (void)p;
    char b[4096];
    while (!tty_stop) { /* a read that waits would hold the far end open when it is unplugged */
        ssize_t k;
        struct pollfd ready = { tty_fd, POLLIN, 0 };
        tty_is_mute = tty_mute;
        if (tty_is_mute || poll(&ready, 1, 10) <= 0 || !(ready.revents & POLLIN))
            g_usleep(10000);
        else if ((k = read(tty_fd, b, sizeof b)) > 0) {
            fwrite(b, 1, k, tty_out);
            fflush(tty_out);
        } else if (errno == EIO) /* nobody has it open */
            g_usleep(10000);
        else
            break;
    }
    return NULL;
}

/* usbdevfs says 'a URB can be reaped' by POLLOUT. umockdev's node is a plain file,
 * always ready, so libusb would spin; here the node is a FIFO with room for one
 * page: holding a byte it is not writable, empty it is. */
static void ready(struct vdev *d)
{
    struct bus *b = d->user;
    bool want = b->done || !d->plugged;
    char c = 0;
    if (d->fd < 0 || want == d->ready)
        return;
    ssize_t r = want ? read(d->fd, &c, 1) : write(d->fd, &c, 1);
    (void)r;
    d->ready = want;
}

static void done(struct vdev *d, struct vurb *v, int status)
{
    struct curb *u = (struct curb *)v, **p = &((struct bus *)d->user)->done;
    struct usbdevfs_urb *r = (struct usbdevfs_urb *)u->urb->data;
    r->status = status;
    r->actual_length = v->moved;
    u->next = NULL;
    while (*p)
        p = &(*p)->next;
    *p = u;
}

static gboolean on_ioctl(UMockdevIoctlBase *base, UMockdevIoctlClient *c, gpointer user)
{
    (void)base;
    struct vdev *d = user;
    struct bus *b = d->user;
    gulong req = umockdev_ioctl_client_get_request(c);
    UMockdevIoctlData *arg = umockdev_ioctl_client_get_arg(c), *data = NULL;
    void *raw = *(void **)arg->data;
    int rc = 0, err = 0;
    if (_IOC_SIZE(req))
        data = umockdev_ioctl_data_resolve(arg, 0, _IOC_SIZE(req), NULL);
    pthread_mutex_lock(&vlock);
    if (req == USBDEVFS_GET_CAPABILITIES)
        *(uint32_t *)data->data = USBDEVFS_CAP_ZERO_PACKET | USBDEVFS_CAP_NO_PACKET_SIZE_LIM | USBDEVFS_CAP_REAP_AFTER_DISCONNECT;
    else if (req == USBDEVFS_REAPURB || req == USBDEVFS_REAPURBNDELAY) {
        struct curb *u = b->done;
        if (u) {
            b->done = u->next;
            umockdev_ioctl_data_set_ptr(data, 0, u->urb); /* owns the memory from here */
            g_free(u);
        } else
            rc = -1, err = d->plugged ? EAGAIN : ENODEV;
    } else if (req == USBDEVFS_DISCARDURB) {
        struct vurb *v = vdev_take(d, raw);
        if (v)
            done(d, v, -ENOENT);
        else
            rc = -1, err = EINVAL;
    } else if (!d->plugged)
        rc = -1, err = ENODEV;
    else if (req == USBDEVFS_SUBMITURB) {
        struct curb *u = g_new0(struct curb, 1);
        struct usbdevfs_urb *r = (struct usbdevfs_urb *)data->data;
        u->urb = g_object_ref(data);
        u->buf = umockdev_ioctl_data_resolve(data, (size_t)((char *)&r->buffer - (char *)r), r->buffer_length, NULL);
        u->v.token = (void *)data->client_addr;
        u->v.buf = u->buf ? u->buf->data : NULL;
        u->v.len = r->buffer_length;
        if (r->type == USBDEVFS_URB_TYPE_CONTROL) {
            memcpy(u->v.setup, u->v.buf, 8);
            u->v.buf += 8;
            u->v.len -= 8;
        } else
            u->v.ep = r->endpoint;
        vdev_submit(d, &u->v);
    } else if (req == USBDEVFS_GETDRIVER) {
        struct usbdevfs_getdriver *get = (struct usbdevfs_getdriver *)data->data;
        if (d->drv[get->interface & 1][0])
            strcpy(get->driver, d->drv[get->interface & 1]);
        else
            rc = -1, err = ENODATA;
    } else if (req == USBDEVFS_IOCTL) {
        struct usbdevfs_ioctl *io = (struct usbdevfs_ioctl *)data->data;
        int code = io->ioctl_code;
        if (code == (int)USBDEVFS_DISCONNECT)
            d->drv[io->ifno & 1][0] = 0;
        else if (code == (int)USBDEVFS_CONNECT)
            strcpy(d->drv[io->ifno & 1], d->driver), rc = 1;
    } else if (req == USBDEVFS_CLAIMINTERFACE) {
        if (d->held || d->drv[*(unsigned *)data->data & 1][0])
            rc = -1, err = EBUSY;
    } else if (req == USBDEVFS_CLEAR_HALT)
        d->halted = false;
    else if (req != USBDEVFS_RELEASEINTERFACE && req != USBDEVFS_RESET)
        rc = -1, err = ENOTTY;
    ready(d);
    pthread_mutex_unlock(&vlock);
    umockdev_ioctl_client_complete(c, rc, err);
    return TRUE;
}

/* A client that closes or dies takes its URBs with it, as the kernel does. */
static void on_gone(UMockdevIoctlBase *base, UMockdevIoctlClient *c, gpointer user)
{
    (void)base, (void)c;
    struct vdev *d = user;
    struct bus *b = d->user;
    pthread_mutex_lock(&vlock);
    while (d->pending)
        vdev_take(d, d->pending->token);
    b->done = NULL;
    ready(d);
    pthread_mutex_unlock(&vlock);
}

static void plug(struct vdev *d)
{
    GError *e = NULL;
    GString *s = g_string_new(NULL);
    snprintf(d->node, sizeof d->node, "/dev/bus/usb/001/%03d", d->num);
    snprintf(d->path, sizeof d->path, "/sys/devices/pci0000:00/0000:00:14.0/usb1/1-%d", d->num);
    g_string_append_printf(s,
                           "P: %s\nN: %s\nE: DEVNAME=%s\nE: DEVTYPE=usb_device\nE: SUBSYSTEM=usb\n"
                           "E: BUSNUM=001\nE: DEVNUM=%03d\nE: MAJOR=189\nE: MINOR=%d\n"
                           "A: busnum=1\nA: devnum=%d\nA: bConfigurationValue=1\nA: speed=480\n"
                           "A: idVendor=%04x\nA: idProduct=%04x\nA: serial=%s\nA: product=Lab device\nH: descriptors=",
                           d->path + 4, d->node + 5, d->node, d->num, d->num - 1, d->num, lab_vid(), d->pid, d->serial);
    for (size_t i = 0; i < d->ndesc; i++)
        g_string_append_printf(s, "%02X", i == 8 ? lab_vid() & 0xff : i == 9 ? lab_vid() >> 8 : d->desc[i]);
    g_string_append_c(s, '\n');
    if (!umockdev_testbed_add_from_string(bed, s->str, &e))
        g_error("add: %s", e->message);
    g_string_free(s, TRUE);
    char *root = umockdev_testbed_get_root_dir(bed);
    char *real = g_build_filename(root, d->node, NULL);
    unlink(real);
    if (mkfifo(real, 0666))
        g_error("mkfifo %s: %m", real);
    pthread_mutex_lock(&vlock);
    vdev_reset(d);
    d->fd = open(real, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    fcntl(d->fd, F_SETPIPE_SZ, 4096);
    d->ready = d->plugged = true;
    strcpy(d->drv[0], d->driver);
    strcpy(d->drv[1], d == &vdevs[VDONGLE] ? d->driver : "");
    ready(d);
    pthread_mutex_unlock(&vlock);
    g_free(real);
    g_free(root);
    struct bus *b = d->user;
    b->h = umockdev_ioctl_base_new();
    g_signal_connect(b->h, "handle-ioctl", G_CALLBACK(on_ioctl), d);
    g_signal_connect(b->h, "client-vanished", G_CALLBACK(on_gone), d);
    if (!umockdev_testbed_attach_ioctl(bed, d->node, b->h, &e))
        g_error("attach: %s", e->message);
    umockdev_testbed_uevent(bed, d->path, "add");
}

static void unplug(struct vdev *d)
{
    pthread_mutex_lock(&vlock);
    d->plugged = false;
    vdev_pump(d); /* its URBs end with ESHUTDOWN */
    ready(d);
    pthread_mutex_unlock(&vlock);
    umockdev_testbed_uevent(bed, d->path, "remove");
    g_usleep(100000); /* let the client reap them before the handler goes */
    umockdev_testbed_detach_ioctl(bed, d->node, NULL);
    umockdev_testbed_remove_device(bed, d->path);
    close(d->fd);
    d->fd = -1;
}

/* The n-th time it is plugged in it is ttyUSBn: umockdev can't add a tty of the same name twice, and kernels count up too while
 * the old one is still open. /dev/serial/by-id/LABSER1 is its link, as udev makes it. */
static void tty_plug(const char *file)
{
    GError *e = NULL;
    char *text, *root = umockdev_testbed_get_root_dir(bed);
    if (!g_file_get_contents(file, &text, NULL, &e))
        g_error("%s", e->message);
    snprintf(tty_name, sizeof tty_name, "ttyUSB%d", tty_count++);
    snprintf(tty_sys, sizeof tty_sys, "/sys" TTY_PARENT "/%s/tty/%s", tty_name, tty_name);
    char **parts = g_strsplit(text, "ttyUSB0", -1), *named = g_strjoinv(tty_name, parts);
    char **devices = g_strsplit(named, "\n\n", -1);
    for (char **d = devices; *d; d++) {
        char *sys = g_strdup_printf("%s/sys%.*s", root, (int)strcspn(*d + 3, "\n"), *d + 3);
        char *one = g_strconcat(*d, "\n", NULL);
        /* its parents are still there the second time */
        if (!g_file_test(sys, G_FILE_TEST_EXISTS) && !umockdev_testbed_add_from_string(bed, one, &e))
            g_error("%s", e->message);
        g_free(one);
        g_free(sys);
    }
    char *folder = g_build_filename(root, "dev", "serial", "by-id", NULL), *by_id = g_build_filename(folder, "LABSER1", NULL);
    char *target = g_strconcat("../../", tty_name, NULL), *dev = g_strconcat("/dev/", tty_name, NULL);
    g_mkdir_with_parents(folder, 0755);
    if (symlink(target, by_id) != 0)
        g_error("%s: %m", by_id);
    tty_fd = umockdev_testbed_get_dev_fd(bed, dev);
    fcntl(tty_fd, F_SETFD, FD_CLOEXEC); /* PROGRAM must not hold the far end open */
    if (!tty_out)
        tty_out = fopen("/dev/stderr", "w");
    tty_stop = false;
    pthread_create(&tty_thread, NULL, tty_read, NULL);
    umockdev_testbed_uevent(bed, tty_sys, "add");
    g_free(dev);
    g_free(target);
    g_free(by_id);
    g_free(folder);
    g_strfreev(devices);
    g_free(named);
    g_strfreev(parts);
    g_free(text);
    g_free(root);
}

static void tty_unplug(void)
{
    char *root = umockdev_testbed_get_root_dir(bed), *map = g_build_filename(root, "dev", ".ptymap", NULL);
    char *by_id = g_build_filename(root, "dev", "serial", "by-id", "LABSER1", NULL);
    unlink(by_id);
    umockdev_testbed_uevent(bed, tty_sys, "remove");
    umockdev_testbed_remove_device(bed, tty_sys);
    tty_stop = true;
    pthread_join(tty_thread, NULL);
    close(tty_fd);
    /* umockdev 0.17.16 leaves these, and then trips over them */
    GDir *dir = g_dir_open(map, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        char *path = g_build_filename(map, name, NULL);
        unlink(path);
        g_free(path);
    }
    if (dir)
        g_dir_close(dir);
    g_free(by_id);
    g_free(map);
    g_free(root);
}

int main(int argc, char **argv)
{
    const char *script = NULL, *out = NULL;
    int o;
    while ((o = getopt(argc, argv, "+o:c:")) != -1)
        if (o == 'o')
            out = optarg;
        else if (o == 'c')
            script = optarg;
    FILE *f = script && strcmp(script, "-") ? fopen(script, "r") : stdin;
    if (!script || !f || optind >= argc) {
        fprintf(stderr, "usage: umock_bench -o PRINTED -c SCRIPT -- PROGRAM ARGS...\n");
        return 64;
    }
    bed = umockdev_testbed_new();
    for (int i = 0; i < VDEVS; i++) {
        vdevs[i].user = &buses[i];
        vdevs[i].plug = plug;
        vdevs[i].unplug = unplug;
        vdevs[i].done = done;
        vdevs[i].fd = -1;
    }
    if (out)
        vdevs[VPRINTER].out = fopen(out, "wb");
    pid_t child = 0;
    int st = 0;
    bool ended = false;
    char line[512];
    while (fgets(line, sizeof line, f)) {
        if (!strncmp(line, "start", 5)) {
            child = fork();
            if (!child) {
                execvp(argv[optind], argv + optind);
                _exit(127);
            }
        } else if (!strncmp(line, "wait-exit", 9)) {
            waitpid(child, &st, 0);
            ended = true;
        } else if (!strncmp(line, "kill", 4))
            ended ? 0 : kill(child, SIGKILL);
        else if (!strncmp(line, "term", 4))
            kill(child, SIGTERM);
        else if (!strncmp(line, "tty ", 4))
            tty_plug(g_strchomp(line + 4));
        else if (!strncmp(line, "tty-say ", 8)) {
            g_strchomp(line);
            strcat(line, "\r\n");
            if (write(tty_fd, line + 8, strlen(line + 8)) < 0)
                perror("tty-say");
        } else if (!strncmp(line, "tty-hex ", 8)) {
            for (unsigned v, i = 8; sscanf(line + i, "%2x", &v) == 1; i += 2) {
                char byte = (char)v;
                if (write(tty_fd, &byte, 1) < 0)
                    perror("tty-hex");
            }
        } else if (!strncmp(line, "tty-mute", 8)) {
            tty_mute = atoi(line + 8);
            while (tty_is_mute != tty_mute)
                g_usleep(1000);
            fprintf(stderr, "umock_bench: the tty is %s\n", tty_mute ? "mute" : "read");
        } else if (!strncmp(line, "tty-unplug", 10))
            tty_unplug();
        else {
            if (vdev_command(line))
                fprintf(stderr, "umock_bench: what is %s", line);
            pthread_mutex_lock(&vlock);
            for (int i = 0; i < VDEVS; i++)
                ready(&vdevs[i]);
            pthread_mutex_unlock(&vlock);
        }
    }
    if (child && !ended)
        waitpid(child, &st, 0);
    g_object_unref(bed); /* removes its folder */
    return WIFEXITED(st) ? WEXITSTATUS(st) : 128 + WTERMSIG(st);
}

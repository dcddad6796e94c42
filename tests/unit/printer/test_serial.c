/*
 * The serial transport on a pseudo-terminal. libserialport refuses those: it looks in sysfs for a port's name and asks for modem
 * lines. This program stands in front of the calls that matter and shows it the pseudo-terminal as /dev/ttyTEST0 (lstat, open),
 * with an entry in sysfs (lstat, readlink) and modem lines (ioctl); everything else is the kernel's.
 */
#include "printer/serial.h"

#include "packwright/transport.h"
#include "support/poll_loop.h"
#include "support/printer_rig.h"
#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

#define PORT "/dev/ttyTEST0"
#define CLASS "/sys/class/tty/ttyTEST0"

static char name[100], settings[200]; /* name: the pseudo-terminal behind PORT */

static int look(const char *path, struct stat *st)
{
    if (strcmp(path, CLASS) == 0)
        path = "/proc/self/exe"; /* a symbolic link, as the real entries are */
    return fstatat(AT_FDCWD, strcmp(path, PORT) == 0 ? name : path, st, AT_SYMLINK_NOFOLLOW);
}

int lstat(const char *restrict path, struct stat *restrict st)
{
    return look(path, st);
}

/* What lstat was called in C libraries before 2.33; Debian's libserialport still asks for it. */
int __lxstat(int version, const char *path, struct stat *st);
int __lxstat(int version, const char *path, struct stat *st)
{
    (void)version;
    return look(path, st);
}

ssize_t readlink(const char *restrict path, char *restrict out, size_t size)
{
    if (strncmp(path, CLASS, sizeof CLASS - 1) == 0)
        return (ssize_t)snprintf(out, size, "../../devices/platform/serial8250/tty/ttyTEST0");
    return readlinkat(AT_FDCWD, path, out, size);
}

int __open_2(const char *path, int flags);
int __open_2(const char *path, int flags)
{
    return openat(AT_FDCWD, strcmp(path, PORT) == 0 ? name : path, flags, 0);
}

static int queued = -1; /* what TIOCOUTQ says; -1: the kernel's answer */

int ioctl(int fd, unsigned long request, ...)
{
    va_list args;
    va_start(args, request);
    void *arg = va_arg(args, void *);
    va_end(args);
    if (request == TIOCOUTQ && queued >= 0) {
        *(int *)arg = queued;
        return 0;
    }
    int rc = (int)syscall(SYS_ioctl, fd, request, arg);
    if (rc >= 0 || (errno != ENOTTY && errno != EINVAL))
        return rc;
    if (request == TIOCMGET) {
        *(int *)arg = TIOCM_CTS | TIOCM_DSR | TIOCM_CAR | TIOCM_RTS | TIOCM_DTR;
        return 0;
    }
    return request == TIOCMSET || request == TIOCMBIS || request == TIOCMBIC ? 0 : rc;
}

static int far_end(void)
{
    int fd = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0 || grantpt(fd) != 0 || unlockpt(fd) != 0 || ptsname_r(fd, name, sizeof name) != 0)
        pw_test_skip("no pseudo-terminals here");
    snprintf(settings, sizeof settings, "port=%s", PORT);
    return fd;
}

static const char *with(const char *more)
{
    snprintf(settings, sizeof settings, "port=%s|%s", PORT, more);
    return settings;
}

static uint8_t *pattern(size_t len)
{
    uint8_t *data = malloc(len);
    CHECK(data != NULL);
    for (size_t i = 0; i < len; i++)
        data[i] = (uint8_t)(i * 5 + (i >> 8));
    return data;
}

static size_t read_far(int fd, uint8_t *out, size_t limit)
{
    size_t got = 0;
    while (got < limit) {
        ssize_t n = read(fd, out + got, limit - got);
        if (n <= 0)
            break;
        got += (size_t)n;
    }
    return got;
}

static size_t pump(struct rig *rig, int fd, uint8_t *out, size_t chunk, size_t limit)
{
    size_t got = 0;
    int before = rig->sents;
    for (int i = 0; i < 20000 && rig->sents == before; i++) {
        size_t want = limit - got < chunk ? limit - got : chunk;
        got += read_far(fd, out + got, want);
        rig_run(rig, 1000);
    }
    return got + read_far(fd, out + got, limit - got);
}

TEST(every_byte_value_arrives_unchanged)
{
    struct pw_loop *loop = poll_loop_create();
    struct rig rig;
    int fd = far_end();
    rig_open(&rig, loop, &pw_transport_serial, settings);
    CHECK_INT(rig.link, PW_LINK_READY);
    size_t len = 50000; /* more than a pty takes at once */
    uint8_t *data = pattern(len), *got = malloc(len + 1);
    rig_send(&rig, data, len);
    size_t n = pump(&rig, fd, got, 1000, len + 1);
    CHECK_BYTES(pw_bytes_of(got, n), pw_bytes_of(data, len));
    CHECK_INT(rig.sent.outcome, PW_SENT_ALL);
    CHECK_INT(rig.sent.accepted, len);
    CHECK_STR(rig.sent.ground, "serial");
    /* and back: a printer's status bytes, NUL, CR, ^C and ^S among them */
    static const uint8_t status[] = { 0x14, 0x00, 0x0d, 0x03, 0x13, 0x11, 0x0a, 0xff };
    CHECK_INT(write(fd, status, sizeof status), sizeof status);
    rig_run(&rig, 1000);
    CHECK_BYTES(pw_buf_peek(&rig.replies), pw_bytes_of(status, sizeof status));
    free(data);
    free(got);
    rig_close(&rig);
    close(fd);
    poll_loop_destroy(loop);
}

TEST(the_line_is_set_as_configured)
{
    struct pw_loop *loop = poll_loop_create();
    struct rig rig;
    int fd = far_end();
    /* Not parity and bits: a pty keeps CS8 and no parity whatever it is told. */
    rig_open(&rig, loop, &pw_transport_serial, with("baud=38400|stop=2|flow=xonxoff"));
    CHECK_INT(rig.link, PW_LINK_READY);
    struct termios tio;
    CHECK(tcgetattr(fd, &tio) == 0);
    CHECK_INT(cfgetospeed(&tio), B38400);
    CHECK((tio.c_cflag & CSTOPB) != 0);
    CHECK((tio.c_iflag & (IXON | IXOFF)) == (IXON | IXOFF));
    CHECK((tio.c_oflag & OPOST) == 0);
    CHECK((tio.c_lflag & (ICANON | ECHO | ISIG)) == 0);
    CHECK((tio.c_cflag & HUPCL) == 0);
    rig_close(&rig);
    rig_open(&rig, loop, &pw_transport_serial, with("flow=rtscts"));
    CHECK(tcgetattr(fd, &tio) == 0);
    CHECK((tio.c_cflag & CRTSCTS) != 0);
    CHECK((tio.c_iflag & (IXON | IXOFF)) == 0);
    rig_close(&rig);
    close(fd);
    poll_loop_destroy(loop);
}

TEST(a_printer_that_stops_the_flow_is_waited_for_and_named)
{
    struct pw_loop *loop = poll_loop_create();
    struct rig rig;
    int fd = far_end();
    rig_open(&rig, loop, &pw_transport_serial, settings);
    size_t len = 100000;
    uint8_t *data = pattern(len), *got = malloc(len + 1);
    rig_send(&rig, data, len);
    rig_run(&rig, 60000000);
    CHECK_INT(rig.sents, 0);
    CHECK(rig.progress > 0 && rig.progress < len);
    CHECK(strstr(rig.words, "takes no data") != NULL);
    size_t n = pump(&rig, fd, got, 4096, len + 1);
    CHECK_BYTES(pw_bytes_of(got, n), pw_bytes_of(data, len));
    CHECK_INT(rig.sent.outcome, PW_SENT_ALL);
    CHECK_STR(rig.words, "");
    free(data);
    free(got);
    rig_close(&rig);
    close(fd);
    poll_loop_destroy(loop);
}

TEST(a_document_is_not_sent_before_the_kernels_queue_is_empty)
{
    struct pw_loop *loop = poll_loop_create();
    struct rig rig;
    int fd = far_end();
    rig_open(&rig, loop, &pw_transport_serial, settings);
    queued = 30;
    rig_send(&rig, "0123456789012345678901234567890123456789", 40);
    rig_run(&rig, 30000000);
    int sents = rig.sents;
    size_t progress = rig.progress;
    queued = -1;
    CHECK_INT(sents, 0);
    CHECK_INT(progress, 10);
    CHECK(rig_end(&rig));
    CHECK_INT(rig.sent.outcome, PW_SENT_ALL);
    rig_close(&rig);
    close(fd);
    poll_loop_destroy(loop);
}

TEST(unplugged_in_the_middle_is_an_unknown_outcome)
{
    struct pw_loop *loop = poll_loop_create();
    struct rig rig;
    int fd = far_end();
    rig_open(&rig, loop, &pw_transport_serial, settings);
    uint8_t *data = pattern(100000), got[3000];
    rig_send(&rig, data, 100000);
    read_far(fd, got, sizeof got);
    rig_run(&rig, 100000);
    close(fd);
    CHECK(rig_end(&rig));
    CHECK_INT(rig.sent.outcome, PW_SENT_SOME);
    CHECK_INT(rig.sent.error.code, PW_ERR_UNKNOWN_OUTCOME);
    CHECK(rig.sent.accepted >= sizeof got && rig.sent.accepted < 100000);
    CHECK_INT(rig.link, PW_LINK_MISSING);
    free(data);
    rig_close(&rig);
    poll_loop_destroy(loop);
}

TEST(unplugged_while_idle_is_noticed_and_plugging_in_again_is_too)
{
    struct pw_loop *loop = poll_loop_create();
    struct rig rig;
    int fd = far_end();
    char link[300], text[400];
    snprintf(link, sizeof link, "%s/printer", pw_test_tmp()); /* as /dev/serial/by-id is: a symbolic link */
    CHECK(symlink(name, link) == 0);
    snprintf(text, sizeof text, "port=%s", link);
    rig_open(&rig, loop, &pw_transport_serial, text);
    CHECK_INT(rig.link, PW_LINK_READY);
    CHECK(unlink(link) == 0);
    close(fd);
    CHECK(rig_link(&rig, PW_LINK_MISSING));
    CHECK(strstr(rig.why, "not plugged in?") != NULL);
    CHECK(!rig.transport->impl->send(rig.transport, pw_bytes_str("x"), "t", &rig.err));
    CHECK_INT(rig.err.code, PW_ERR_GONE);
    int told = rig.links;
    rig_run(&rig, 60000000);
    CHECK_INT(rig.links, told);
    fd = far_end();
    CHECK(symlink(name, link) == 0);
    CHECK(rig_link(&rig, PW_LINK_READY));
    rig_send(&rig, "slip", 4);
    CHECK(rig_end(&rig));
    uint8_t got[10];
    CHECK_BYTES(pw_bytes_of(got, read_far(fd, got, sizeof got)), pw_bytes_str("slip"));
    rig_close(&rig);
    close(fd);
    poll_loop_destroy(loop);
}

TEST(a_port_in_use_and_a_path_that_is_no_port_are_told_apart)
{
    struct pw_loop *loop = poll_loop_create();
    struct rig rig, second;
    rig_open(&rig, loop, &pw_transport_serial, "port=/dev/null");
    CHECK_INT(rig.link, PW_LINK_FAILED);
    CHECK_STR(rig.why, "/dev/null is not a serial port");
    rig_close(&rig);
    int fd = far_end();
    rig_open(&rig, loop, &pw_transport_serial, settings);
    rig_open(&second, loop, &pw_transport_serial, settings);
    if (geteuid() != 0) { /* TIOCEXCL does not hold root back */
        CHECK_INT(second.link, PW_LINK_FAILED);
        CHECK(strstr(second.why, "another program has") != NULL);
    }
    rig_close(&second);
    rig_close(&rig);
    close(fd);
    poll_loop_destroy(loop);
}

TEST(cancel_drops_what_the_kernel_still_holds)
{
    struct pw_loop *loop = poll_loop_create();
    struct rig rig;
    int fd = far_end();
    rig_open(&rig, loop, &pw_transport_serial, settings);
    uint8_t *data = pattern(100000), *got = malloc(100000);
    rig_send(&rig, data, 100000);
    rig_run(&rig, 3000000);
    rig.transport->impl->cancel(rig.transport);
    CHECK(rig_end(&rig));
    CHECK_INT(rig.sent.outcome, PW_SENT_SOME);
    CHECK(read_far(fd, got, 100000) <= rig.sent.accepted);
    rig_run(&rig, 1000000);
    CHECK_INT(read_far(fd, got, 100000), 0);
    rig_send(&rig, "next", 4);
    CHECK(rig_end(&rig));
    CHECK_INT(rig.sent.outcome, PW_SENT_ALL);
    free(data);
    free(got);
    rig_close(&rig);
    close(fd);
    poll_loop_destroy(loop);
}

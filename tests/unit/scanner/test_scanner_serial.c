/* On a pseudo-terminal; libserialport itself is tested under umockdev (tests/system). */
#include "support/scanner_rig.h"
#include "support/test_loop.h"
#include "test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *folder_of_tests(void)
{
    static char folder[256];
    if (folder[0] == '\0' || access(folder, F_OK) != 0) /* it is removed behind each test */
        snprintf(folder, sizeof folder, "%s", pw_test_tmp());
    return folder;
}

static char link_path[300], section[500];

/* The far end of a new pty, which the link then points to: what udev does in /dev/serial/by-id. */
static int plug(const char *name)
{
    int fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    CHECK(fd >= 0 && grantpt(fd) == 0 && unlockpt(fd) == 0);
    snprintf(link_path, sizeof link_path, "%s/%s", folder_of_tests(), name);
    unlink(link_path);
    CHECK_INT(symlink(ptsname(fd), link_path), 0);
    return fd;
}

static void unplug(int fd)
{
    unlink(link_path);
    close(fd);
}

static void start(struct scanner_rig *rig, const char *name, const char *more)
{
    snprintf(section, sizeof section, "driver = serial\nport = %s/%s\n%s", folder_of_tests(), name, more);
    scanner_rig_start(rig, section);
}

static void say(int fd, const char *text)
{
    CHECK_INT(write(fd, text, strlen(text)), strlen(text));
}

TEST(a_serial_scanner_scans_is_unplugged_and_comes_back)
{
    struct scanner_rig rig;
    start(&rig, "left", "baud = 115200\nframing = cr");
    CHECK_STR(scanner_rig_heard(&rig), "link missing\n");
    for (int i = 0; i < 3; i++) {
        int fd = plug("left");
        scanner_rig_await(&rig, "link ready");
        say(fd, "4006381333931\r\n9780201379624\r\n");
        scanner_rig_await(&rig, "9780201379624");
        CHECK_STR(scanner_rig_heard(&rig), "link ready\nscan 4006381333931\nscan 9780201379624\n");
        say(fd, "59012");
        pw_test_loop_advance(rig.loop, 1000);
        unplug(fd);
        scanner_rig_await(&rig, "link missing");
        CHECK_STR(scanner_rig_heard(&rig), "garbage 59012\nlink missing\n");
    }
    scanner_rig_stop(&rig);
}

TEST(a_port_in_a_folder_that_is_not_there_yet_is_found)
{
    struct scanner_rig rig;
    char folder[300];
    start(&rig, "serial/by-id/gun", "framing = lf");
    pw_test_loop_advance(rig.loop, 1000000);
    snprintf(folder, sizeof folder, "%s/serial", folder_of_tests());
    CHECK_INT(mkdir(folder, 0755), 0);
    pw_test_loop_advance(rig.loop, 1000000);
    snprintf(folder, sizeof folder, "%s/serial/by-id", folder_of_tests());
    CHECK_INT(mkdir(folder, 0755), 0);
    int fd = plug("serial/by-id/gun");
    scanner_rig_await(&rig, "link ready");
    say(fd, "A\n");
    scanner_rig_await(&rig, "scan A");
    unplug(fd);
    scanner_rig_stop(&rig);
}

TEST(the_line_is_raw)
{
    struct scanner_rig rig;
    int fd = plug("raw");
    start(&rig, "raw", "framing = stx-etx");
    scanner_rig_await(&rig, "link ready");
    scanner_rig_heard(&rig);
    /* what a terminal would swallow or turn: ^C ^D ^Z ^S ^Q CR NL DEL, high bits */
    say(fd, "\002\x04\x1a\x13\x11\r\n\x7f\xff\x1d\003");
    scanner_rig_await(&rig, "scan");
    CHECK_STR(scanner_rig_heard(&rig), "scan \\x04\\x1a\\x13\\x11\\x0d\\x0a\\x7f\xff\\x1d\n");
    char echo[16];
    CHECK_INT(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
    CHECK(read(fd, echo, sizeof echo) < 0); /* nothing came back: an echo could be a command to the scanner */
    unplug(fd);
    scanner_rig_stop(&rig);
}

TEST(silence_ends_a_scan_where_it_is_the_framing)
{
    struct scanner_rig rig;
    int fd = plug("gap");
    start(&rig, "gap", "framing = gap\ngap = 30ms");
    scanner_rig_await(&rig, "link ready");
    say(fd, "400638");
    scanner_rig_await(&rig, "scan 400638\n");
    unplug(fd);
    scanner_rig_stop(&rig);
}

TEST(a_port_that_is_no_tty_is_named)
{
    struct scanner_rig rig;
    char file[300];
    snprintf(file, sizeof file, "%s/no-tty", folder_of_tests());
    close(open(file, O_CREAT | O_WRONLY, 0600));
    start(&rig, "no-tty", "");
    CHECK_STR(scanner_rig_heard(&rig), "link failed\n");
    CHECK(strstr(rig.why, "no-tty") != NULL);
    scanner_rig_stop(&rig);
}

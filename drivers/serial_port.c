#include "serial_port.h"

#include <errno.h>
#include <fcntl.h>
#include <libserialport.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

const char *const pw_serial_parities[] = { "none", "even", "odd", "mark", "space", NULL };
const char *const pw_serial_flows[] = { "none", "rtscts", "xonxoff", NULL };

static enum sp_parity parity_of(const char *word)
{
    static const enum sp_parity parities[] = { SP_PARITY_NONE, SP_PARITY_EVEN, SP_PARITY_ODD, SP_PARITY_MARK, SP_PARITY_SPACE };
    for (size_t i = 0; i < PW_COUNT(parities); i++)
        if (word != NULL && strcmp(word, pw_serial_parities[i]) == 0)
            return parities[i];
    return SP_PARITY_NONE;
}

static enum sp_flowcontrol flow_of(const char *word)
{
    if (word != NULL && strcmp(word, "rtscts") == 0)
        return SP_FLOWCONTROL_RTSCTS;
    if (word != NULL && strcmp(word, "xonxoff") == 0)
        return SP_FLOWCONTROL_XONXOFF;
    return SP_FLOWCONTROL_NONE;
}

static bool say(struct pw_error *err, const char *path, int sys)
{
    switch (sys) {
    case ENOENT:
    case ENXIO:
    case ENODEV:
    case ENOTDIR:
        return pw_fail(err, PW_ERR_NOT_FOUND, 0, "no serial port %.200s: not plugged in?", path);
    case EBUSY:
        return pw_fail(err, PW_ERR_BUSY, 0, "another program has the serial port %.200s open", path);
    case EACCES:
    case EPERM:
        return pw_fail(err, PW_ERR_ACCESS, sys, "no permission for the serial port %.200s (is this user in the group dialout?)",
                       path);
    case ENOTTY:
        return pw_fail(err, PW_ERR_CONFIG, 0, "%.200s is not a serial port", path);
    default:
        return pw_fail(err, PW_ERR_IO, sys, "can't open the serial port %.200s", path);
    }
}

static bool set_line(struct sp_port *sp, const struct pw_section *section, const char *path, struct pw_error *err)
{
    static const char *const names[] = { "baud", "bits", "parity", "stop", "flow" };
    for (size_t i = 0; i < PW_COUNT(names); i++) {
        enum sp_return rc = SP_OK;
        if (i == 0)
            rc = sp_set_baudrate(sp, (int)pw_section_int(section, "baud", 9600));
        else if (i == 1)
            rc = sp_set_bits(sp, (int)pw_section_int(section, "bits", 8));
        else if (i == 2)
            rc = sp_set_parity(sp, parity_of(pw_section_get(section, "parity")));
        else if (i == 3)
            rc = sp_set_stopbits(sp, (int)pw_section_int(section, "stop", 1));
        else
            rc = sp_set_flowcontrol(sp, flow_of(pw_section_get(section, "flow")));
        if (rc != SP_OK) {
            int sys = rc == SP_ERR_FAIL ? sp_last_error_code() : 0;
            const char *value = pw_section_get(section, names[i]);
            return pw_fail(err, PW_ERR_CONFIG, sys, "the serial port %.200s can't do %s = %s", path, names[i],
                           value == NULL ? "" : value);
        }
    }
    return true;
}

/* What libserialport leaves as it doesn't suit a loop. */
static bool fit_for_loop(int fd, const struct pw_section *section, const char *path, struct pw_error *err)
{
    struct termios tio;
    if (tcgetattr(fd, &tio) != 0)
        return say(err, path, errno);
    tio.c_cflag &= ~(tcflag_t)(HUPCL | CRTSCTS);
    /* libserialport 0.1.1 says SP_OK and never sets it: a printer's full buffer would lose bytes. */
    if (flow_of(pw_section_get(section, "flow")) == SP_FLOWCONTROL_RTSCTS)
        tio.c_cflag |= CRTSCTS;
    tio.c_cc[VMIN] = 1; /* so that "nothing there" is EAGAIN and 0 means hung up */
    tio.c_cc[VTIME] = 0;
    if (tcsetattr(fd, TCSANOW, &tio) != 0)
        return say(err, path, errno);
    if (ioctl(fd, TIOCEXCL) != 0 && errno != ENOTTY)
        return say(err, path, errno);
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    return true;
}

/* A pseudo-terminal: the other end is a program, so there is no speed and no parity to set. */
static bool open_plain(const char *real, const struct pw_section *section, const char *path, struct pw_serial_port *ret_port,
                       struct pw_error *err)
{
    struct termios tio;
    int fd = open(real, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return say(err, path, errno);
    if (tcgetattr(fd, &tio) != 0) {
        say(err, path, errno);
        close(fd);
        return false;
    }
    cfmakeraw(&tio);
    if (tcsetattr(fd, TCSANOW, &tio) != 0 || !fit_for_loop(fd, section, path, err)) {
        close(fd);
        return pw_fail(err, PW_ERR_IO, 0, "can't set up the pseudo-terminal %.200s", path);
    }
    *ret_port = (struct pw_serial_port){ NULL, true, fd };
    return true;
}

/* The folder of a path, without symbolic links, and its last name. */
static bool split(const char *path, char folder[PATH_MAX], const char **ret_name)
{
    char copy[PATH_MAX];
    const char *slash = strrchr(path, '/');
    size_t len = slash == NULL ? 0 : (size_t)(slash - path);
    if (len >= sizeof copy) {
        errno = ENAMETOOLONG;
        return false;
    }
    memcpy(copy, path, len);
    copy[len] = '\0';
    *ret_name = slash == NULL ? path : slash + 1;
    return realpath(slash == NULL ? "." : len == 0 ? "/" : copy, folder) != NULL;
}

/* As realpath(), a link at a time: an emulated port is a link into /dev/pts that lstat() hides and realpath() would follow. */
static bool resolve(const char *path, char real[PATH_MAX])
{
    char at[PATH_MAX], folder[PATH_MAX], target[PATH_MAX];
    const char *name;
    struct stat st;
    if (strlen(path) >= sizeof at) {
        errno = ENAMETOOLONG;
        return false;
    }
    strcpy(at, path);
    for (int links = 0; links < 16; links++) {
        if (lstat(at, &st) != 0 || !split(at, folder, &name))
            return false;
        if (!S_ISLNK(st.st_mode))
            return snprintf(real, PATH_MAX, "%s/%s", strcmp(folder, "/") == 0 ? "" : folder, name) < PATH_MAX;
        ssize_t n = readlink(at, target, sizeof target - 1);
        if (n < 0)
            return false;
        target[n] = '\0';
        int len = target[0] == '/' ? snprintf(at, sizeof at, "%s", target) : snprintf(at, sizeof at, "%s/%s", folder, target);
        if (len < 0 || (size_t)len >= sizeof at)
            break;
    }
    errno = ELOOP;
    return false;
}

bool pw_serial_open(const struct pw_section *section, struct pw_serial_port *ret_port, struct pw_error *err)
{
    const char *path = pw_section_get(section, "port");
    if (path == NULL)
        return pw_fail(err, PW_ERR_CONFIG, 0, "%s:%d: [%s %s] needs port = /dev/...", section->file, section->line, section->type,
                       section->name);
    char real[PATH_MAX];
    if (!resolve(path, real))
        return say(err, path, errno);
    struct sp_port *sp = NULL;
    enum sp_return rc = sp_get_port_by_name(real, &sp);
    if (rc != SP_OK && rc != SP_ERR_MEM && strncmp(real, "/dev/pts/", 9) == 0)
        return open_plain(real, section, path, ret_port, err);
    if (rc == SP_ERR_MEM)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for the serial port %.200s", path);
    if (rc != SP_OK) /* it is there, but the kernel knows no tty of that name */
        return say(err, path, ENOTTY);
    int fd = -1;
    if (sp_open(sp, SP_MODE_READ_WRITE) != SP_OK) {
        say(err, path, sp_last_error_code());
        sp_free_port(sp);
        return false;
    }
    if (sp_get_port_handle(sp, &fd) != SP_OK || !set_line(sp, section, path, err) || !fit_for_loop(fd, section, path, err)) {
        if (fd < 0)
            say(err, path, EIO);
        struct pw_serial_port port = { sp, false, fd };
        pw_serial_close(&port);
        return false;
    }
    *ret_port = (struct pw_serial_port){ sp, false, fd };
    return true;
}

void pw_serial_close(struct pw_serial_port *port)
{
    if (port->sp == NULL && !port->plain)
        return;
    if (port->fd >= 0) {
        tcflush(port->fd, TCIOFLUSH);
        ioctl(port->fd, TIOCNXCL);
    }
    if (port->plain) {
        close(port->fd);
    } else {
        sp_close(port->sp);
        sp_free_port(port->sp);
    }
    *port = (struct pw_serial_port){ NULL, false, -1 };
}

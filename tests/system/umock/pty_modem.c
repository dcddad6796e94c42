/* pty_modem - gives pseudo-terminals the modem lines that libserialport 0.1.1 insists on.
 *
 * sp_open() ends with ENOTTY on a pty because TIOCMGET is not for ptys. This answers
 * the TIOCM* calls and break where the kernel says ENOTTY, and leaves every other call
 * alone. CTS, DSR and DCD are up; RTS and DTR are
 * what was set last. Load it before umockdev's own library:
 *
 *   umockdev-run -d scanner-tty.umockdev -- env LD_PRELOAD=$PWD/pty_modem.so:$LD_PRELOAD PROGRAM
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

static int lines = TIOCM_CTS | TIOCM_DSR | TIOCM_CAR;

int ioctl(int fd, unsigned long req, ...)
{
    static int (*real)(int, unsigned long, ...);
    va_list ap;
    va_start(ap, req);
    void *arg = va_arg(ap, void *);
    va_end(ap);
    if (!real)
        real = (int (*)(int, unsigned long, ...))dlsym(RTLD_NEXT, "ioctl");
    int rc = real(fd, req, arg);
    if (rc >= 0 || (errno != ENOTTY && errno != EINVAL))
        return rc;
    /* umockdev knows few tty calls (not TIOCINQ, TIOCOUTQ, TCGETS2): ask the pty itself. */
    rc = (int)syscall(SYS_ioctl, fd, req, arg);
    if (rc >= 0 || (errno != ENOTTY && errno != EINVAL))
        return rc;
    switch (req) {
    case TIOCMGET:
        *(int *)arg = lines;
        return 0;
    case TIOCMSET:
        lines = (lines & ~(TIOCM_RTS | TIOCM_DTR)) | (*(int *)arg & (TIOCM_RTS | TIOCM_DTR));
        return 0;
    case TIOCMBIS:
        lines |= *(int *)arg;
        return 0;
    case TIOCMBIC:
        lines &= ~*(int *)arg;
        return 0;
    case TIOCSBRK:
    case TIOCCBRK:
        return 0;
    }
    return rc;
}

/* What a process reads off the wall clock, moved by the seconds that stand in the file CLOCK_OFFSET names.
 *
 * Loaded with LD_PRELOAD. Only the wall clock moves, as when somebody sets it: sleeps and timeouts go by the
 * monotonic clock, which nobody can set. (Debian's faketime moves that one too, and Python cannot sleep then.)
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile int64_t *offset;

__attribute__((constructor)) static void open_offset(void) {
    const char *path = getenv("CLOCK_OFFSET");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *seen = mmap(NULL, sizeof *offset, PROT_READ, MAP_SHARED, file, 0);
    close(file);
    if (seen != MAP_FAILED) offset = seen;
}

static int64_t moved(void) { return offset ? *offset : 0; }

int clock_gettime(clockid_t clock, struct timespec *at) {
    int result = (int)syscall(SYS_clock_gettime, clock, at);
    if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) at->tv_sec += moved();
    return result;
}

int gettimeofday(struct timeval *restrict at, void *restrict zone) {
    int result = (int)syscall(SYS_gettimeofday, at, zone);
    if (result == 0 && at) at->tv_sec += moved();
    return result;
}

time_t time(time_t *at) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (at) *at = now.tv_sec;
    return now.tv_sec;
}

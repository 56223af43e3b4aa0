import { Errno, type ErrnoCode } from './sys';

const TEXTS: Readonly<Record<ErrnoCode, string>> = {
  ENOENT: 'No such file or directory',
  EACCES: 'Permission denied',
  EPERM: 'Operation not permitted',
  EEXIST: 'File exists',
  ENOTDIR: 'Not a directory',
  EISDIR: 'Is a directory',
  ENOTEMPTY: 'Directory not empty',
  EBADF: 'Bad file descriptor',
  EINVAL: 'Invalid argument',
  EPIPE: 'Broken pipe',
  ESRCH: 'No such process',
  ECHILD: 'No child processes',
  ENOEXEC: 'Exec format error',
  ELOOP: 'Too many levels of symbolic links',
  ENOSPC: 'No space left on device',
  EFBIG: 'File too large',
  EROFS: 'Read-only file system',
  EXDEV: 'Invalid cross-device link',
  EMFILE: 'Too many open files',
  EAGAIN: 'Resource temporarily unavailable',
  ENOTTY: 'Inappropriate ioctl for device',
  EBUSY: 'Device or resource busy',
  ENAMETOOLONG: 'File name too long',
  EINTR: 'Interrupted system call',
  EIO: 'Input/output error',
  ENOMEM: 'Cannot allocate memory',
  ETXTBSY: 'Text file busy',
  ECONNREFUSED: 'Connection refused',
  ETIMEDOUT: 'Connection timed out',
  EHOSTUNREACH: 'No route to host',
  ENETUNREACH: 'Network is unreachable',
  ECONNRESET: 'Connection reset by peer',
  EADDRINUSE: 'Address already in use',
  EADDRNOTAVAIL: 'Cannot assign requested address',
  ENAMENOTFOUND: 'Name or service not known',
  ETLS: 'tls: handshake failure',
};

/** strerror: the C library's text for an error. */
export const strerror = (code: ErrnoCode): string => TEXTS[code];

/** An error with strerror's text. */
export const errno = (code: ErrnoCode): Errno => new Errno(code, TEXTS[code]);

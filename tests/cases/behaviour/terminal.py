"""Shared by the cases: the program on a real terminal, and what it shows there."""
import fcntl, os, pty, select, signal, struct, termios, time
class Pty:
    def __init__(self, args, rows=24, cols=80, **env):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update({'TERM': 'xterm-256color', 'LC_ALL': 'C.UTF-8', **env})
            time.sleep(.15); os.execvp(args[0], args)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack('HHHH', rows, cols, 0, 0)); self.out = b''
    def read(self, seconds):
        end = time.time() + seconds
        while time.time() < end:
            if select.select([self.fd], [], [], .05)[0]:
                try: got = os.read(self.fd, 65536)
                except OSError: return
                if not got: return
                self.out += got
    def until(self, text, seconds=8):
        end = time.time() + seconds
        while text.encode() not in self.out and time.time() < end: self.read(.1)
        ok = text.encode() in self.out; self.out = b'' if ok else self.out; return ok
    def send(self, keys, pause=.5): os.write(self.fd, keys.encode()); self.read(pause)
    def end(self):
        self.read(.3)
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        if pid == 0: os.kill(self.pid, signal.SIGKILL); os.waitpid(self.pid, 0); return None
        return os.waitstatus_to_exitcode(status)

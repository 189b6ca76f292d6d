//! The panes by name: what can be focused, zoomed and explained.

/// A pane of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Pane {
    /// The stage's source, the running line followed.
    Code,
    /// The story, the question, what has been seen.
    Story,
    /// The byte pipeline.
    Buffers,
    /// The X-ray of a deadlock.
    Xray,
    /// Threads: what they do and what the kernel says.
    Threads,
    /// Readiness.
    Readiness,
    /// Timers.
    Timers,
    /// Notices.
    Notices,
    /// The log.
    Log,
}

impl Pane {
    /// Every pane, in the order in which Tab goes through them.
    pub(crate) const ALL: [Pane; 9] = [
        Pane::Code,
        Pane::Story,
        Pane::Buffers,
        Pane::Xray,
        Pane::Threads,
        Pane::Readiness,
        Pane::Timers,
        Pane::Notices,
        Pane::Log,
    ];

    /// Its heading.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Pane::Code => "CODE",
            Pane::Story => "STORY",
            Pane::Buffers => "BUFFERS",
            Pane::Xray => "X-RAY",
            Pane::Threads => "THREADS",
            Pane::Readiness => "READINESS",
            Pane::Timers => "TIMERS",
            Pane::Notices => "NOTICES",
            Pane::Log => "LOG",
        }
    }

    /// What the pane shows and what its columns mean: the text behind the explain key.
    pub(crate) fn explanation(self) -> &'static [&'static str] {
        match self {
            Pane::Code => &[
                "The stage's own source: what you read is what runs. The marked line is the one whose call made the last event at the cursor; a letter in the margin stands for another thread's line.",
                "The text is the one in the trace, so a recording shows the program as it was when it ran.",
            ],
            Pane::Story => &[
                "What happens, told from the world at the cursor, and below it what this scene sets out to show, each ticked where it has been seen.",
                "A question stops the cursor, not the program. What comes after it is hidden until you have answered, and what the kernel then really did judges it.",
            ],
            Pane::Buffers => &[
                "The way of the bytes in each direction. Program: what one call asks. Send queue: what this end's kernel holds, unsent (full cells) and in flight, that is sent and not yet acknowledged (half cells; those bytes already lie in the peer's receive queue, so never add the two). Receive queue: what has come and was not read.",
                "Asked and granted are SO_SNDBUF and SO_RCVBUF: kernel memory, with the kernel's own bookkeeping counted in, so a queue is full before its payload reaches the number. A FIN that is not acknowledged counts as one byte.",
                "Gauges: SIOCOUTQ and SIOCOUTQNSD at the sender, FIONREAD at the receiver, each read by itself. While bytes move, two readings need not fit together; then it says moving.",
                "In Twisted the first of these is the transport's own write buffer; a blocking program has none, its data waits in the call.",
            ],
            Pane::Xray => &[
                "Who waits for whom. It is put together from three things that were said: a call that was entered and has not returned (the program), a thread that sleeps in it (the kernel: /proc/self/task/TID/stat, syscall and wchan), and which thread last read the other end (the trace).",
                "Where the chain comes back to its first thread, nobody in it can go on. A chain that ends in a thread that runs is no deadlock but back-pressure: the peer sets the pace.",
            ],
            Pane::Threads => &[
                "Doing: the program's own word, the call it has entered and not left. Kernel: the word of the kernel on the same thread, with the system call and, in brackets, the kernel function it sleeps in.",
                "CPU is the share of one core between the last two samples. Calls are system calls that have returned.",
                "Below: what the trace holds, of how much it may hold, and how long the stage was held at rest points; lab time stands still meanwhile.",
            ],
            Pane::Readiness => &[
                "What a program asked to be told about each source, what the kernel said, and what was dispatched. In Twisted: add_reader, add_writer, and the reactor's do_read and do_write.",
                "A program of blocking calls asks nothing: it waits in one call for one thing. This pane stays empty until a multiplexer comes into play.",
            ],
            Pane::Timers => &[
                "Delayed calls in the order of their deadlines, and the wait that the next of them allows. In Twisted: call_later.",
                "A thread that sleeps is no timer: nothing else of it can go on meanwhile. This pane stays empty until a reactor comes into play.",
            ],
            Pane::Notices => &[
                "What is wrong at this moment, in a sentence each, as a linter would say it. Computed from the world at the cursor; nothing is remembered.",
            ],
            Pane::Log => &[
                "Every event up to the cursor, newest last: lab time in seconds, thread, socket, call = result. Three dots: the call was entered and had not returned when this was noted.",
                "The thread lab is the laboratory itself, acting from outside.",
            ],
        }
    }
}

//! The panes by name: what can be focused, zoomed and explained.

use crate::lesson::Aspect;

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
    /// The loop as a wheel.
    Loop,
    /// Buttons and lines for the program.
    Input,
    /// The scene's plot.
    Plot,
    /// Reactor, transport, protocol.
    Layers,
    /// From producer to consumer.
    Flow,
    /// Cases of a test.
    Checks,
    /// Sliders, a goal, a score.
    Cockpit,
    /// Who provides what.
    Interfaces,
    /// Timers.
    Timers,
    /// Notices.
    Notices,
    /// The log.
    Log,
}

/// Whether a scene is about the bytes alone, as those of blocking programs are.
pub(crate) fn is_of_bytes(shows: &[Aspect]) -> bool {
    matches!(shows, [] | [Aspect::Bytes])
}

impl Pane {
    /// What a scene about the bytes alone shows: what such a program lacks has its place too, and says so.
    const OF_BYTES: [Pane; 9] = [
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

    /// The panes that a scene is about, in the order in which Tab goes through them. The X-ray of a scene that is not
    /// about the bytes alone is there while a deadlock stands.
    pub(crate) fn of(shows: &[Aspect], deadlocked: bool) -> Vec<Pane> {
        if is_of_bytes(shows) {
            return Pane::OF_BYTES.into();
        }
        let aspects = shows.iter().copied().map(Pane::showing);
        let xray = deadlocked.then_some(Pane::Xray);
        let ends = [Pane::Threads, Pane::Notices, Pane::Log];
        [Pane::Code, Pane::Story].into_iter().chain(aspects).chain(xray).chain(ends).collect()
    }

    /// The pane that a scene is about before all.
    pub(crate) fn first_of(shows: &[Aspect]) -> Pane {
        shows.first().map_or(Pane::Buffers, |aspect| Pane::showing(*aspect))
    }

    /// The pane of an aspect.
    pub(crate) fn showing(aspect: Aspect) -> Pane {
        match aspect {
            Aspect::Bytes => Pane::Buffers,
            Aspect::Readiness => Pane::Readiness,
            Aspect::Loop => Pane::Loop,
            Aspect::Input => Pane::Input,
            Aspect::Plot => Pane::Plot,
            Aspect::Layers => Pane::Layers,
            Aspect::Timers => Pane::Timers,
            Aspect::Flow => Pane::Flow,
            Aspect::Checks => Pane::Checks,
            Aspect::Cockpit => Pane::Cockpit,
            Aspect::Interfaces => Pane::Interfaces,
        }
    }

    /// Its heading.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Pane::Code => "CODE",
            Pane::Story => "STORY",
            Pane::Buffers => "BUFFERS",
            Pane::Xray => "X-RAY",
            Pane::Threads => "THREADS",
            Pane::Readiness => "READINESS",
            Pane::Loop => "LOOP",
            Pane::Input => "INPUT",
            Pane::Plot => "PLOT",
            Pane::Layers => "LAYERS",
            Pane::Flow => "FLOW",
            Pane::Checks => "CHECKS",
            Pane::Cockpit => "COCKPIT",
            Pane::Interfaces => "INTERFACES",
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
                "An arrow that points up marks the method that the library is calling, before a line of it has made an event. That is a place in the text, looked up by the names of the method and its protocol, and no running line.",
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
                "Own: what the program keeps in a buffer of its own until send takes it, of the most that it may keep. It is the program's memory and no part of the queues. In Twisted it is the transport's write buffer; a blocking program has none, its data waits in the call.",
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
                "Asks: what the program asked to be told of each source, R when it can be read, W when it can be written. Kernel: what the last wait said; a dot is asked for and not ready, a blank was not asked for. Called: the handler that the program then called.",
                "Told: how often the kernel called it ready. Unserved for: how long it has been ready, wait after wait, without a read (R) or a write (W) that took anything of it. select and poll say so again at every wait (level-triggered); mio says it once, when it becomes so (edge-triggered).",
                "Above: the wait itself, its timeout, and how long it really took. No timeout: only readiness can end it. Timeout 0: it looks and does not wait.",
                "In Twisted: addReader and addWriter ask, doRead and doWrite are called, removeReader and removeWriter ask no more. A program of blocking calls asks nothing: it waits in one call for one thing.",
            ],
            Pane::Loop => &[
                "The loop as a wheel. One turn: what is due is called (timers), one wait for all sources, the read handlers of those that can be read, the write handlers of those that can be written. The phase in brackets is the one that it is in.",
                "Turns and calls a second are counted between the last two samples. A wakeup is useful where something was moved before the next one: bytes, a connection, the end of a stream. CPU is the kernel's word on the thread.",
                "A loop without a wait asks each source itself, over and over. Not now: asks that the kernel answered with EAGAIN.",
                "In Twisted: the reactor's mainLoop, runUntilCurrent and then doIteration.",
            ],
            Pane::Input => &[
                "What you can give to the program. It gets it through a pipe, as a program gets what is typed into a terminal: a byte for a click, a line for a line. A click with the mouse on a button and its key do the same.",
                "Below a button: how long its last click lay in the pipe until the program had read it. A click that nobody has read yet is still in the pipe, and it says for how long.",
                "In Twisted a program reads such a pipe as it reads any transport: a protocol on StandardIO.",
                "In a line, the keys belong to the program: Enter sends, Esc gives the keys back to the laboratory, Ctrl-C always quits.",
            ],
            Pane::Plot => &[
                "What this run measured of itself, as curves; nothing of it is stored in the program. Each point is an event of the run, and the curve at the cursor has the points up to there.",
                "A logarithmic axis says log: each step on it is a factor of ten. A value of 0 stands at its edge.",
            ],
            Pane::Layers => &[
                "Reactor, transport, protocol: each knows only its neighbour. A call up is an effect: the library tells the protocol (made, data, lost). A call down is a cause: the program asks its transport (write, close, pause). What goes on now is lit; what was last is dim. The line between is the line of responsibility.",
                "The two columns are the two ends that matter now. Where there are more, a table below has all: how often each method of a protocol was called, what its transport's buffer holds, and where it is in its life, at the end with its reason (Done, Lost, Aborted, Error).",
                "Below: what the bytes really go through, the kernel or a network in memory. Factories: for each type of protocol how many were built, how many of them stand and how many are over.",
                "In Twisted: reactor, Transport, Protocol, Factory; connectionMade, dataReceived, connectionLost; write, loseConnection, abortConnection.",
            ],
            Pane::Flow => &[
                "The way from a producer to its consumer. Above the mark a push producer is told to pause, inside its own write; when the buffer is empty it is told to go on. A pull producer is asked for one piece each time that the buffer is empty.",
                "Top down, the way of the bytes: who produces, the transport's buffer with its mark, the kernel's two queues (unsent at the sender, unread at the receiver; two readings), who consumes. Through a forwarder the consumer at one end is the producer at the other, so it goes on below.",
                "The curve is what the buffer held over time, with the mark as a line, and below it where the producer was told to pause and to go on. Speeds are bytes of the last second, counted from what the calls returned.",
                "In Twisted: registerProducer, pauseProducing, resumeProducing, stopProducing.",
            ],
            Pane::Checks => &[
                "Cases that the program ran, each a promise that is kept or broken. Those that failed come first, with the sentence why; then those that passed, the last one on top. A case that was run again shows how it came out the last time.",
                "The letters and numbers are what a case covers: the number in the conformance list of the library. A case fails by a panic, as a test does; the stage catches it and goes on.",
            ],
            Pane::Interfaces => &[
                "Each row is a type, each column an interface: a trait. The answers are the compiler's: the program asks it for each pair, so this table cannot be out of date.",
                "Whoever asks for an interface takes everybody who provides it, and nobody else. What the interface promises beyond its signatures, the compiler does not know.",
                "In Twisted: zope.interface, with providedBy and verifyObject.",
            ],
            Pane::Cockpit => &[
                "The knobs of this scene. Those that are bright act on the running program at once: { and } choose one, [ and ] move it, a click or a drag on a slider does the same. The others are built into what runs: they start a new run (k).",
                "Where there is a goal, its score is computed from the run alone, at the cursor as everything else. The best is kept with your progress.",
            ],
            Pane::Timers => &[
                "The queue of each clock, with what the clock shows. Left the heap as the library has it: n:A is entry n in memory, over entries 2n+1 and 2n+2, and no entry is due before the one above it. Crossed out: its call is over, and the entry waits to come to the top or to be swept. An arrow down: its call was moved, and it sinks when it comes to the top. What the last change did is lit.",
                "Right the list that the heap stands for: when each is due, and how long that is from now; below, those that are over, and how late they were called. \"sleep at most\" is what the next of them allows the wait for readiness. In Twisted: callLater, getDelayedCalls.",
                "A thread that sleeps is no timer: nothing else of it can go on meanwhile.",
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

//! The reactor library, held to its list of cases: each test names those that it covers.

mod memory_network;

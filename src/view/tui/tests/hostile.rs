//! Numbers that no run gives.

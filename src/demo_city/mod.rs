//! demo_city

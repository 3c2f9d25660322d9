"""Rows, trees and octets to lines: pure functions, shared by all that show things."""

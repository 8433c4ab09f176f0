//
// Flash of the nRF52840 under the rules of its NVMC, for the pages that our firmware writes to.
// Written for C# 7.2; Renode 1.16.1 compiles it when a script includes it.
//
using System;

using Antmicro.Renode.Core;
using Antmicro.Renode.Core.Structure.Registers;
using Antmicro.Renode.Logging;
using Antmicro.Renode.Peripherals.Bus;
using Antmicro.Renode.Peripherals.CPU;
using Antmicro.Renode.Peripherals.Timers;
using Antmicro.Renode.Time;

namespace Antmicro.Renode.Peripherals.MTD
{
    // What the processor sees of the flash. It reads at any time and in any width; a store is for the
    // controller to judge. What the host loads (LoadBinary, LoadELF) lands as it is.
    public class NRF52840_DataFlash : IDoubleWordPeripheral, IWordPeripheral, IBytePeripheral,
        IMultibyteWritePeripheral, IKnownSize
    {
        public NRF52840_DataFlash(long size)
        {
            Size = size;
            Bytes = new byte[size];
            EraseAll();
        }

        // No reset and no power cut changes what is written.
        public void Reset()
        {
        }

        public byte ReadByte(long offset)
        {
            return Bytes[offset];
        }

        public ushort ReadWord(long offset)
        {
            return BitConverter.ToUInt16(Bytes, (int)offset);
        }

        public uint ReadDoubleWord(long offset)
        {
            return BitConverter.ToUInt32(Bytes, (int)offset);
        }

        public void WriteByte(long offset, byte value)
        {
            Refuse(offset, 8);
        }

        public void WriteWord(long offset, ushort value)
        {
            Refuse(offset, 16);
        }

        public void WriteDoubleWord(long offset, uint value)
        {
            if(Controller == null)
            {
                this.Log(LogLevel.Error, "A store to 0x{0:X} without a controller", offset);
                return;
            }
            Controller.Program(this, offset, value);
        }

        public byte[] ReadBytes(long offset, int count, IPeripheral context = null)
        {
            var result = new byte[count];
            Array.Copy(Bytes, offset, result, 0, count);
            return result;
        }

        public void WriteBytes(long offset, byte[] array, int startingIndex, int count, IPeripheral context = null)
        {
            Array.Copy(array, startingIndex, Bytes, offset, count);
        }

        // As it comes from the factory.
        public void EraseAll()
        {
            for(var i = 0; i < Bytes.Length; i++)
            {
                Bytes[i] = 0xFF;
            }
            Controller?.Forget();
        }

        public long Size { get; }

        public byte[] Bytes { get; }

        public NRF52840_NVMC Controller { get; set; }

        private void Refuse(long offset, int bits)
        {
            this.Log(LogLevel.Error, "A store of {0} bits to 0x{1:X}: only whole words can be written", bits, offset);
            Controller?.Violate();
        }
    }

    // The controller. A word takes 41 us and only turns ones into zeros, a page takes 85 ms and turns
    // into ones; READY is 0 meanwhile, and the processor stands still, as one does that runs from flash.
    public class NRF52840_NVMC : BasicDoubleWordPeripheral, IKnownSize
    {
        public NRF52840_NVMC(IMachine machine, NRF52840_DataFlash flash, uint flashAddress, ICPU cpu) : base(machine)
        {
            this.cpu = cpu;
            this.flash = flash;
            this.flashAddress = flashAddress;
            flash.Controller = this;
            writes = new byte[flash.Size / WordSize];
            busy = new LimitTimer(machine.ClockSource, 1000000, this, "busy", limit: WordMicroseconds,
                workMode: WorkMode.OneShot, enabled: false, eventEnabled: true);
            busy.LimitReached += () => cpu.IsHalted = false;
            DefineRegisters();
        }

        public override void Reset()
        {
            base.Reset();
            busy.Reset();
            cpu.IsHalted = false;
            dark = false;
        }

        public void Program(NRF52840_DataFlash memory, long offset, uint value)
        {
            if(dark)
            {
                return;
            }
            if(mode.Value != Mode.Write || busy.Enabled || offset % WordSize != 0)
            {
                this.Log(LogLevel.Error, "A store to 0x{0:X} while CONFIG is {1} and READY is {2}",
                    flashAddress + offset, mode.Value, busy.Enabled ? 0 : 1);
                Violate();
                return;
            }
            var before = memory.ReadDoubleWord(offset);
            if((value & ~before) != 0)
            {
                this.Log(LogLevel.Error, "A store of 0x{0:X} over 0x{1:X} at 0x{2:X}: it turns no zero into a one",
                    value, before, flashAddress + offset);
                Violate();
            }
            writes[offset / WordSize]++;
            if(writes[offset / WordSize] > WritesBetweenErases)
            {
                this.Log(LogLevel.Error, "The word at 0x{0:X} is written for the {1}. time since its erase",
                    flashAddress + offset, writes[offset / WordSize]);
                Violate();
            }
            // A word that is cut short has only some of its zeros.
            var after = Counts("word", flashAddress + offset) ? before & (value | Random()) : before & value;
            Array.Copy(BitConverter.GetBytes(after), 0, memory.Bytes, offset, WordSize);
            Take(WordMicroseconds);
        }

        // The flash is new: no word is written.
        public void Forget()
        {
            Array.Clear(writes, 0, writes.Length);
        }

        // Something was done that the silicon does not allow.
        public void Violate()
        {
            Violations++;
        }

        // Power fails in the n-th word or erase from now on, 1 is the next; 0 for never. The machine
        // is reset then, and its flash keeps what an operation cut short leaves.
        public uint CutPowerAt { get; set; }

        // Words and erases so far.
        public uint Operations { get; private set; }

        public uint Violations { get; private set; }

        // Of the bits that a cut leaves.
        public uint Seed { get; set; } = 1;

        public long Size => 0x1000;

        private void ErasePage(uint address)
        {
            var offset = (long)address - flashAddress;
            if(dark)
            {
                return;
            }
            if(mode.Value != Mode.Erase || busy.Enabled || offset < 0 || offset >= flash.Size || offset % PageSize != 0)
            {
                this.Log(LogLevel.Error, "An erase of 0x{0:X} while CONFIG is {1} and READY is {2}",
                    address, mode.Value, busy.Enabled ? 0 : 1);
                Violate();
                return;
            }
            var cut = Counts("page", address);
            // An erase that is cut short has only turned some zeros into ones.
            for(var i = 0; i < PageSize; i++)
            {
                flash.Bytes[offset + i] |= cut ? (byte)Random() : (byte)0xFF;
            }
            Array.Clear(writes, (int)(offset / WordSize), PageSize / WordSize);
            Take(PageMicroseconds);
        }

        // True if power fails in this operation.
        private bool Counts(string what, long address)
        {
            Operations++;
            if(CutPowerAt == 0 || --CutPowerAt != 0)
            {
                return false;
            }
            this.Log(LogLevel.Info, "Power is cut in operation {0}, a {1} at 0x{2:X}", Operations, what, address);
            dark = true;
            machine.RequestReset();
            return true;
        }

        private void Take(ulong microseconds)
        {
            busy.Limit = microseconds;
            busy.ResetValue();
            busy.Enabled = true;
            cpu.IsHalted = true;
        }

        // A linear congruential generator: the same seed leaves the same bits.
        private uint Random()
        {
            var result = 0u;
            for(var i = 0; i < 4; i++)
            {
                Seed = Seed * 1664525 + 1013904223;
                result = result << 8 | Seed >> 24;
            }
            return result;
        }

        private void DefineRegisters()
        {
            Registers.Ready.Define(this)
                .WithFlag(0, FieldMode.Read, valueProviderCallback: _ => !dark && !busy.Enabled, name: "READY")
                .WithReservedBits(1, 31);

            Registers.ReadyNext.Define(this)
                .WithFlag(0, FieldMode.Read, valueProviderCallback: _ => !dark && !busy.Enabled, name: "READYNEXT")
                .WithReservedBits(1, 31);

            Registers.Config.Define(this)
                .WithEnumField<DoubleWordRegister, Mode>(0, 2, out mode, name: "WEN")
                .WithReservedBits(2, 30)
                .WithWriteCallback((_, __) =>
                {
                    if(busy.Enabled)
                    {
                        this.Log(LogLevel.Error, "CONFIG is written while READY is 0");
                        Violate();
                    }
                });

            Registers.ErasePage.Define(this)
                .WithValueField(0, 32, FieldMode.Write, writeCallback: (_, value) => ErasePage((uint)value), name: "ERASEPAGE");
        }

        private IEnumRegisterField<Mode> mode;
        private bool dark;

        private readonly ICPU cpu;
        private readonly NRF52840_DataFlash flash;
        private readonly uint flashAddress;
        private readonly LimitTimer busy;
        private readonly byte[] writes;

        private const int WordSize = 4;
        private const int PageSize = 4096;
        private const int WritesBetweenErases = 2;
        private const ulong WordMicroseconds = 41;
        private const ulong PageMicroseconds = 85000;

        private enum Mode
        {
            Read = 0,
            Write = 1,
            Erase = 2,
        }

        private enum Registers
        {
            Ready = 0x400,
            ReadyNext = 0x408,
            Config = 0x504,
            ErasePage = 0x508,
        }
    }
}
